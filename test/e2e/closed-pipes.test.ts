import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { expect, test } from 'vitest';
import { logPathOf, programPath, readEvents, runProgram, startProgram } from '../support/program.ts';
import { coderOutput, plannerOutput, testerOutput, workItem } from '../support/role-outputs.ts';
import { endpointFor, repositoryWith, sumFix, sumProject, temporaryFolder } from '../support/run-fixture.ts';
import { finalJson, toolCalls } from '../support/scripted-answers.ts';

/** A run whose readers leave before the model has answered for the first time. */
async function runWithoutReaders(args: readonly string[]) {
  const [folder, home] = [await repositoryWith(sumProject), await temporaryFolder()];
  const asked = Promise.withResolvers<void>();
  const left = Promise.withResolvers<void>();
  const endpoint = await endpointFor(async ({ role, step }) => {
    asked.resolve();
    await left.promise;
    if (role === 'planner') return finalJson(plannerOutput({ done_flag: true, tasks: [workItem('sum')] }));
    if (role === 'tester') return finalJson(testerOutput());
    if (step > 1) return finalJson(coderOutput({ completed_task_ids: ['sum'] }));
    return toolCalls([{ name: 'apply_patch', args: { patch: sumFix } }]);
  });
  const child = startProgram({
    args: [
      ...['run', '--task', 'Mend the sum.', '--verify', 'sh check.sh', '--sandbox', 'off'],
      ...['--base-url', endpoint.baseUrl, ...args],
    ],
    folder,
    home,
  });
  await asked.promise;
  return { child, folder, home, goOn: left.resolve };
}

async function lastEvent(folder: string, home: string) {
  const { stdout } = await runProgram({ args: ['runs', '--json'], folder, home });
  const [run] = JSON.parse(stdout);
  return (await readEvents(logPathOf(home, run.run_id))).at(-1);
}

test.each([[[]], [['--json']]])('a run with %j outlives the readers of both its streams', async (args) => {
  const run = await runWithoutReaders(args);
  run.child.stdout?.destroy();
  run.child.stderr?.destroy();
  run.goOn();
  const [exitCode] = await once(run.child, 'exit');
  expect(exitCode).toBe(0);
  expect(await lastEvent(run.folder, run.home)).toMatchObject({ event: 'loop_completed' });
});

test.runIf(process.platform === 'linux')('a result that can not be written is not passed over', async () => {
  const home = await temporaryFolder();
  const full = openSync('/dev/full', 'w');
  const listed = spawnSync(process.execPath, [programPath, 'runs'], {
    env: { PATH: process.env.PATH, HOME: home, PROOFLOOP_HOME: home },
    stdio: ['ignore', full, 'pipe'],
    encoding: 'utf8',
  });
  closeSync(full);
  expect(listed.status).toBe(1);
  expect(listed.stderr).toContain('the output could not be written (ENOSPC');
});
