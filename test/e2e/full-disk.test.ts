import { appendFileSync, rmSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { eventsOf, logPathOf, payloadsOf, readEvents, runProgram } from '../support/program.ts';
import { coderOutput, plannerOutput, testerOutput, workItem } from '../support/role-outputs.ts';
import {
  endpointFor,
  fingerprintOf,
  git,
  repositoryWith,
  runArguments,
  sumFix,
  sumProject,
} from '../support/run-fixture.ts';
import { type Answer, finalJson } from '../support/scripted-answers.ts';
import { smallDisk } from '../support/small-disk.ts';
import { stepwise } from '../support/stepwise-script.ts';
import { patch, shell } from '../support/tool-answers.ts';

/** One good iteration whose coder begins with these answers. */
const mendingAfter = (...first: Answer[]) =>
  stepwise({
    planner: [[finalJson(plannerOutput({ done_flag: true, tasks: [workItem('sum')] }))]],
    coder: [[...first, patch(sumFix), finalJson(coderOutput({ completed_task_ids: ['sum'] }))]],
    tester: [[finalJson(testerOutput())]],
  });

/** Writes until there is no room for another byte. */
const fill = (path: string) => `dd if=/dev/urandom of=${path} bs=1k`;

/** Writes until there is no room for another page, from here. */
function fillUp(path: string): void {
  expect(() => {
    for (;;) appendFileSync(path, Buffer.alloc(4096));
  }).toThrow('ENOSPC');
}

/** A repository on a disk with room, and a home for runs on one with little. */
async function prepare(first: (diskPath: string) => Answer[]) {
  const repository = await repositoryWith(sumProject);
  const disk = await smallDisk(4 * 2 ** 20);
  const endpoint = await endpointFor(mendingAfter(...first(disk.path)));
  const call = (...args: string[]) =>
    runProgram({ args, folder: repository, home: disk.path, prefix: disk.prefix });
  const task = ['--json', '--task', 'Mend the sum.', '--verify', 'sh check.sh'];
  return {
    repository,
    disk,
    call,
    run: () => call(...runArguments(repository, endpoint.baseUrl, task)),
    runIds: () => readdir(join(disk.seenFromHere, 'runs')).catch(() => []),
  };
}

describe('a full disk', () => {
  test('that a command has filled is told to the model, and the run goes on without its changes', async () => {
    const { run, repository } = await prepare(() => [shell(fill('big')), shell('ls')]);
    const result = await run();
    expect(result).toMatchObject({ exitCode: 0, stderr: expect.not.stringContaining('error') });
    const [filling, listing] = payloadsOf(eventsOf(result.stdout), 'tool_result');
    // Whoever notices first ends it: the command itself, or the watch over the disk where that looks in between.
    expect(filling?.tree).toBeNull();
    const endedBy = new Map([
      [1, /No space left on device/],
      [null, /it was filling up the disk/],
    ]);
    expect(filling?.output).toMatch(endedBy.get(filling?.exit_code ?? null) ?? /neither/);
    expect(filling?.output).toMatch(
      /\n\[The disk is full\. What this call has changed was taken back: .*\]$/,
    );
    expect(listing?.output).not.toMatch(/big/);
    const [closing] = payloadsOf(eventsOf(result.stdout), 'loop_completed');
    expect(closing?.artifacts).toEqual(['sum.sh']);
    expect(git(repository, 'show', `${closing?.branch}:sum.sh`)).toContain('$1 + $2');
  });

  test('that stays full ends the run with its closing event, to be resumed when there is room', async () => {
    const { disk, call, run, runIds } = await prepare((path) => [shell(fill(join(path, 'filler')))]);
    const stopped = await run();
    expect(stopped.exitCode).toBe(3);
    const events = eventsOf(stopped.stdout);
    expect(events.at(-1)).toMatchObject({
      event: 'loop_stopped',
      payload: { phase: 'stopped', stop_reason: 'disk_full' },
    });
    const [runId = ''] = await runIds();
    const logPath = logPathOf(disk.seenFromHere, runId);
    expect(await readEvents(logPath)).toEqual(events);
    expect((await call('replay', runId)).stdout).toContain('identical');

    fillUp(join(disk.seenFromHere, 'rest'));
    const refused = await call('resume', runId, '--json');
    expect(refused).toMatchObject({ exitCode: 2, stdout: '' });
    expect(refused.stderr).toMatch(/^error: The disk is full.* Make room, then try again\.\n$/m);
    expect(await readEvents(logPath)).toEqual(events);

    for (const name of ['filler', 'rest']) rmSync(join(disk.seenFromHere, name));
    const resumed = await call('resume', runId, '--json');
    expect(resumed).toMatchObject({ exitCode: 0, stderr: expect.not.stringContaining('error') });
    expect(payloadsOf(eventsOf(resumed.stdout), 'loop_completed')[0]?.artifacts).toEqual(['sum.sh']);
    expect((await call('verify', runId)).exitCode).toBe(0);
  });

  test('at the start is told before anything is begun, and nothing is left', async () => {
    const { disk, run, repository, runIds } = await prepare(() => []);
    const before = fingerprintOf(repository);
    writeFileSync(join(disk.seenFromHere, 'filler'), Buffer.alloc(3.9 * 2 ** 20));
    const result = await run();
    expect(result).toMatchObject({ exitCode: 2, stdout: '' });
    expect(result.stderr).toMatch(
      /error: The disk is full: .* are left at (.*)\. Nothing was started, .* Make room, then try again\.\n$/,
    );
    expect(result.stderr).toContain(`are left at ${disk.path}/runs/`);
    expect(await runIds()).toEqual([]);
    expect(fingerprintOf(repository)).toEqual(before);
  });

  test('without room for a folder is told the same way; with room again the run starts', async () => {
    const { disk, run, runIds } = await prepare(() => []);
    fillUp(join(disk.seenFromHere, 'filler'));
    const result = await run();
    expect(result).toMatchObject({ exitCode: 2, stdout: '' });
    expect(result.stderr).toMatch(/error: The disk is full: .*ENOSPC.*"proofloop prune".*PROOFLOOP_HOME/);
    expect(await runIds()).toEqual([]);
    rmSync(join(disk.seenFromHere, 'filler'));
    expect((await run()).exitCode).toBe(0);
  });
});
