import { execFileSync } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { replay } from '../../src/engine/replay.ts';
import type { LoggedEvent, StartOptions } from '../../src/index.ts';
import { library } from '../support/library.ts';
import { coderOutput, plannerOutput, testerOutput, workItem } from '../support/role-outputs.ts';
import {
  endpointFor,
  git,
  repositoryWith,
  sumFix,
  sumProject,
  temporaryFolder,
  writeFiles,
} from '../support/run-fixture.ts';
import { finalJson, hang } from '../support/scripted-answers.ts';
import { answers, type Script } from '../support/scripted-endpoint.ts';
import { patch } from '../support/tool-answers.ts';

const { judge, listRuns, openRun, resumeRun, startRun } = library;

const mending = (): Script =>
  answers({
    planner: [finalJson(plannerOutput({ done_flag: true, tasks: [workItem('sum')] }))],
    coder: [patch(sumFix), finalJson(coderOutput({ completed_task_ids: ['sum'] }))],
    tester: [finalJson(testerOutput())],
  });

const environment = { PATH: process.env.PATH, HOME: '/nonexistent' };

/** A run of a repository of its own that mends the sum, where nothing is named that another test has. */
async function order(
  script: Script,
  home?: string,
): Promise<StartOptions & { home: string; workspace: string }> {
  const endpoint = await endpointFor(script);
  return {
    task: 'Mend the sum',
    workspace: await repositoryWith(sumProject),
    verify: ['sh check.sh'],
    baseUrl: endpoint.baseUrl,
    model: 'scripted',
    sandbox: 'off',
    home: home ?? (await temporaryFolder()),
    environment,
  };
}

async function all(events: AsyncIterable<LoggedEvent>): Promise<LoggedEvent[]> {
  const found: LoggedEvent[] = [];
  for await (const event of events) found.push(event);
  return found;
}

test('a run gives its events as they come, and what it came to as a value', async () => {
  const options = await order(mending());
  const run = await startRun(options);
  const [asTheyCame, outcome] = await Promise.all([all(run.events), run.ended]);
  expect(outcome).toMatchObject({ runId: run.runId, applied: false, warnings: [] });
  expect(outcome.summary).toMatchObject({ phase: 'completed', branch: `proofloop/${run.runId}` });
  expect(asTheyCame.map(({ seq }) => seq)).toEqual(asTheyCame.map((_event, index) => index + 1));
  expect(asTheyCame.at(-1)?.event).toBe('loop_completed');
  expect(replay(asTheyCame).divergence).toBeNull();
  // A reader that comes when all is over gets the same, by the log.
  expect(await all(run.events)).toEqual(asTheyCame);

  const here = { home: options.home, environment };
  const known = await openRun(run.runId.slice(0, -1), here);
  expect(await known.summary()).toEqual(outcome.summary);
  expect(await all(known.events)).toEqual(asTheyCame);
  expect(await known.diff()).toContain('+echo $(($1 + $2))');
  expect(await known.diff(1)).toBe(await known.diff());
  expect(await known.verify()).toMatchObject({ problems: [], sound: { certificate: 'not signed' } });
  expect((await known.replay()).report.divergence).toBeNull();
  expect(await known.report()).toMatchObject({ phase: 'completed', running: false });
  expect(await known.judgement()).toBeNull();
  expect(await known.apply()).toEqual({ kind: 'applied', files: ['sum.sh'] });
  expect(await readFile(join(options.workspace, 'sum.sh'), 'utf8')).toContain('+');
  expect((await listRuns(here)).runs).toMatchObject([{ summary: { run_id: run.runId }, isRunning: false }]);
  const again = await resumeRun(run.runId, here);
  expect([await all(again.events), (await again.ended).summary]).toEqual([[], outcome.summary]);
});

test('several runs go on at once in one process, each by its own log, and nothing is printed or taken', async () => {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  const listeners = () => signals.map((signal) => process.listenerCount(signal));
  const before = [listeners(), process.exitCode, { ...process.env }];
  const printed = [process.stdout, process.stderr].map((stream) => vi.spyOn(stream, 'write'));
  onTestFinished(() => {
    for (const spy of printed) spy.mockRestore();
  });
  const home = await temporaryFolder();
  const orders = await Promise.all([1, 2, 3].map(() => order(mending(), home)));
  const runs = await Promise.all(orders.map((options) => startRun(options)));
  expect(listeners()).toEqual(before[0]);
  const logs = await Promise.all(runs.map(({ events }) => all(events)));
  const outcomes = await Promise.all(runs.map(({ ended }) => ended));
  expect(outcomes.map(({ summary }) => summary.phase)).toEqual(['completed', 'completed', 'completed']);
  for (const [index, log] of logs.entries())
    expect(log[0]?.payload).toMatchObject({
      run_id: runs[index]?.runId,
      options: { workspace: orders[index]?.workspace },
    });
  expect(printed.map((spy) => spy.mock.calls.length)).toEqual([0, 0]);
  expect([listeners(), process.exitCode, { ...process.env }]).toEqual(before);
});

test('an aborted signal stops a run, which can be resumed', async () => {
  const home = await temporaryFolder();
  const controller = new AbortController();
  const run = await startRun({ ...(await order(() => hang(), home)), signal: controller.signal });
  for await (const { event } of run.events) if (event === 'model_request') break;
  controller.abort();
  expect((await run.ended).summary).toMatchObject({ phase: 'stopped', stop_reason: 'interrupted' });
  const { baseUrl } = await endpointFor(mending());
  const resumed = await resumeRun('latest', {
    home,
    environment,
    baseUrl,
    currentFolder: await workspaceOf(run.runId, home),
  });
  const events = await all(resumed.events);
  expect(events[0]).toMatchObject({ event: 'loop_resumed' });
  expect((await resumed.ended).summary).toMatchObject({ run_id: run.runId, phase: 'completed' });
});

async function workspaceOf(runId: string, home: string): Promise<string> {
  return (await (await openRun(runId, { home, environment })).report()).workspace;
}

test('a signal that is aborted before leaves nothing behind', async () => {
  const options = await order(mending());
  const reason = new Error('changed my mind');
  await expect(startRun({ ...options, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  await expect(judge({ workspace: options.workspace, signal: AbortSignal.abort(reason) })).rejects.toBe(
    reason,
  );
  expect(await readdir(options.home)).toEqual([]);
});

test('what can not be done rejects with a typed error, and nothing is started', async () => {
  const options = await order(() => hang());
  const { home } = options;
  const wrong = { name: 'UsageError', problem: 'wrong_usage' };
  await expect(startRun({ ...options, maxIterations: 0 })).rejects.toMatchObject(wrong);
  await expect(startRun({ ...options, task: undefined, taskFile: '-' })).rejects.toMatchObject(wrong);
  await expect(openRun('20260101', { home, environment })).rejects.toMatchObject({ problem: 'no_such_run' });
  expect(await readdir(home)).toEqual([]);
  const run = await startRun(options);
  for await (const { event } of run.events) if (event === 'model_request') break;
  await expect(resumeRun(run.runId, { home, environment })).rejects.toMatchObject({ problem: 'run_in_use' });
  run.stop();
  expect((await run.ended).summary.stop_reason).toBe('interrupted');
});

test('a change is judged to a value', async () => {
  const folder = await repositoryWith(sumProject);
  const place = { workspace: folder, home: await temporaryFolder(), environment, sandbox: 'off' } as const;
  await expect(judge({ ...place, verify: ['sh check.sh'] })).rejects.toMatchObject({
    name: 'UsageError',
    problem: 'nothing_to_judge',
  });
  writeFiles(folder, { 'sum.sh': '#!/bin/sh\necho $(($1 + $2))\n' });
  const told: LoggedEvent[] = [];
  const judgement = await judge({ ...place, verify: ['sh check.sh'], onEvent: (event) => told.push(event) });
  expect(judgement).toMatchObject({ verdict: 'verified', files: ['sum.sh'], warnings: [] });
  expect([told[0]?.event, told.at(-1)?.event]).toEqual(['judge_started', 'judge_finished']);
  const known = await openRun(judgement.runId, { home: place.home, environment });
  expect(await known.judgement()).toMatchObject({ verdict: 'verified' });
  git(folder, 'commit', '--quiet', '-am', 'mend');
  writeFiles(folder, { 'sum.sh': '#!/bin/sh\necho $(($1 - $2))\n' });
  expect(await judge({ ...place, base: 'HEAD', verify: ['sh check.sh'] })).toMatchObject({
    verdict: 'refused',
  });
});

test('the built package is entered by its name, and its import alone does nothing', () => {
  const program =
    "const library = await import('proofloop');" +
    "const taken = process.eventNames().filter((name) => typeof name === 'string' && !/^(newListener|removeListener|warning)$/.test(name));" +
    'const open = process.getActiveResourcesInfo().filter((name) => !/Pipe|TTY/.test(name));' +
    'console.log(Object.keys(library).sort().join(), taken.length, open.length)';
  const args = ['--input-type=module', '--eval', program];
  expect(execFileSync(process.execPath, args, { encoding: 'utf8', cwd: import.meta.dirname })).toBe(
    'BrokenRunError,UsageError,judge,listRuns,openRun,resumeRun,startRun 0 0\n',
  );
});
