import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { LoggedEvent } from '../../src/core/events.ts';
import { startLive } from '../support/live-run.ts';
import { eventsOf, logPathOf, payloadsOf, readEvents, runProgram } from '../support/program.ts';
import { coderOutput, plannerOutput, testerOutput, workItem } from '../support/role-outputs.ts';
import {
  endpointFor,
  playScript,
  repositoryWith,
  runArguments,
  sumFix,
  sumProject,
  temporaryFolder,
} from '../support/run-fixture.ts';
import { type Answer, finalJson, hang } from '../support/scripted-answers.ts';
import type { Script } from '../support/scripted-endpoint.ts';
import { stepwise } from '../support/stepwise-script.ts';
import { patch } from '../support/tool-answers.ts';

const task = ['--task', 'Mend the sum.', '--verify', 'sh check.sh', '--max-time', '30m'];

const scriptWith = (first: Answer | Script) =>
  stepwise({
    planner: [[finalJson(plannerOutput({ done_flag: true, tasks: [workItem('sum')] }))]],
    coder: [[first, finalJson(coderOutput({ completed_task_ids: ['sum'] }))]],
    tester: [[finalJson(testerOutput())]],
  });

const hourMs = 3_600_000;

/** The environment of a program whose clock is set by this many milliseconds once it was read so many times. */
function clockSet(byMs: number, afterReadings: number): Record<string, string> {
  const code = `const now=Date.now;let n=0;Date.now=()=>now()+(n++<${afterReadings}?0:${byMs})`;
  return { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(code)}` };
}

const times = (events: readonly LoggedEvent[]) => events.map(({ ts }) => Date.parse(ts));

function expectTimeGoesOn(events: readonly LoggedEvent[]): void {
  expect(times(events)).toEqual(times(events).toSorted((one, other) => one - other));
}

test('a clock that is set back while a run works stops neither time nor the run', async () => {
  const before = Date.now();
  const run = await playScript(
    await repositoryWith(sumProject),
    scriptWith(patch(sumFix)),
    task,
    clockSet(-hourMs, 12),
  );
  expect(run).toMatchObject({ exitCode: 0, stderr: '' });
  expectTimeGoesOn(run.events);
  expect(times(run.events).at(-1)).toBeGreaterThan(before);
  // It does not stand still either until the clock has caught up.
  expect(new Set(times(run.events).slice(-10)).size).toBeGreaterThan(3);
});

test('a clock that is set back between two processes does so neither', async () => {
  const repository = await repositoryWith(sumProject);
  const home = await temporaryFolder();
  const asked = Promise.withResolvers<void>();
  let killed = false;
  const endpoint = await endpointFor(
    scriptWith(() => {
      asked.resolve();
      return killed ? patch(sumFix) : hang();
    }),
  );
  const live = startLive({
    args: runArguments(repository, endpoint.baseUrl, ['--json', ...task]),
    folder: repository,
    home,
  });
  await asked.promise;
  live.child.kill('SIGKILL');
  await live.ended;
  killed = true;
  const [runId = ''] = await readdir(join(home, 'runs'));

  const call = (...args: string[]) =>
    runProgram({ args, folder: repository, home, environment: clockSet(-hourMs, 0) });
  const resumed = await call('resume', runId, '--json');

  expect(resumed).toMatchObject({ exitCode: 0, stderr: '' });
  const events = await readEvents(logPathOf(home, runId));
  expectTimeGoesOn(events);
  expect(payloadsOf(events, 'loop_completed')[0]?.artifacts).toEqual(['sum.sh']);
  expect((await call('verify', runId)).exitCode).toBe(0);
});

test('a clock that is set back, and then the time limit, makes no request that is not wanted', async () => {
  const run = await playScript(
    await repositoryWith(sumProject),
    scriptWith(hang()),
    ['--task', 'Mend the sum.', '--verify', 'sh check.sh', '--max-time', '30s'],
    clockSet(-hourMs, 12),
  );
  expect(run.exitCode).toBe(3);
  expect(run.summary.stop_reason).toBe('time_limit_reached');
  expect(run.endpoint.requests.map(({ role }) => role)).toEqual(['planner', 'coder']);
  expect(run.summary.usage.unreported.requests).toBe(1);
  expectTimeGoesOn(run.events);
});

test('the closing of its terminal is recorded, and ends a run with 143', async () => {
  const repository = await repositoryWith(sumProject);
  const home = await temporaryFolder();
  const endpoint = await endpointFor(scriptWith(hang()));
  const live = startLive({
    args: runArguments(repository, endpoint.baseUrl, ['--json', ...task]),
    folder: repository,
    home,
  });
  await live.seen(({ event, payload }) => event === 'model_request' && payload.role === 'coder');
  live.child.kill('SIGHUP');
  const ended = await live.ended;
  expect(ended.exitCode).toBe(143);
  const events = eventsOf(ended.stdout);
  expect(payloadsOf(events, 'stop_requested')).toEqual([{ signal: 'SIGHUP' }]);
  expect(payloadsOf(events, 'loop_stopped')[0]?.stop_reason).toBe('interrupted');
});
