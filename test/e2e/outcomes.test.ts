import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type StopReason, type Summary, stopReasons } from '../../src/core/summary-schema.ts';
import {
  endOfProgram,
  eventsOf,
  logPathOf,
  readEvents,
  runProgram,
  startProgram,
} from '../support/program.ts';
import { coderOutput, plannerOutput, testerOutput, workItem } from '../support/role-outputs.ts';
import {
  endpointFor,
  otherSum,
  repositoryWith,
  runArguments,
  sumFix,
  sumProject,
  temporaryFolder,
} from '../support/run-fixture.ts';
import { finalJson, hang, httpError } from '../support/scripted-answers.ts';
import { always, answers, type Script } from '../support/scripted-endpoint.ts';
import { type SmallDisk, smallDisk } from '../support/small-disk.ts';
import { patch, shell } from '../support/tool-answers.ts';

const plan = finalJson(plannerOutput({ done_flag: true, tasks: [workItem('sum')] }));
const done = finalJson(plannerOutput({ done_flag: true }));
const blocked = finalJson(plannerOutput({ tasks: [workItem('sum', { status: 'blocked' })] }));
const coded = finalJson(coderOutput());
const passed = finalJson(testerOutput());
const idle = { coder: [always(coded)], tester: [always(passed)] };

const mending = () =>
  answers({
    planner: [plan],
    coder: [patch(sumFix), finalJson(coderOutput({ completed_task_ids: ['sum'] }))],
    tester: [passed],
  });
const standingStill = () => answers({ planner: [always(plan)], ...idle });

const expensive = () =>
  answers({ ...idle, planner: [finalJson(plannerOutput(), { input_tokens: 200_000, output_tokens: 1000 })] });

interface Outcome {
  /** The summary's first and last line. */
  line: string;
  reason: StopReason;
  event: 'loop_completed' | 'loop_stopped' | 'loop_failed';
  exitCode: number;
  /** What makes a run end so; `disk` is where its home is, null for one with room. */
  script: (disk: SmallDisk | null) => Script;
  args?: readonly string[];
  /** Sent to the program at its first request. */
  signal?: 'SIGINT' | 'SIGTERM';
  smallDisk?: true;
}

const stops = { event: 'loop_stopped', exitCode: 3 } as const;
const completes = { event: 'loop_completed', exitCode: 0 } as const;

const outcomes: Outcome[] = [
  { line: 'completed: all gates met', reason: 'completion_gates_met', ...completes, script: mending },
  {
    line: 'completed: all gates met, unverified',
    reason: 'completion_gates_met',
    ...completes,
    script: mending,
    args: ['--evidence', 'claimed'],
  },
  {
    line: 'stopped: max iterations reached (1)',
    reason: 'max_iterations_reached',
    ...stops,
    script: standingStill,
    args: ['--max-iterations', '1'],
  },
  {
    line: 'stopped: no progress in 2 iterations in a row',
    reason: 'no_progress_guard_triggered',
    ...stops,
    script: standingStill,
  },
  {
    line: 'stopped: every open work item is blocked',
    reason: 'blocked',
    ...stops,
    script: () => answers({ planner: [always(blocked)], ...idle }),
  },
  {
    line: 'stopped: needs review: only changes to tests or their configuration stand in the way',
    reason: 'needs_review',
    ...stops,
    script: () =>
      answers({
        planner: [always(done)],
        coder: [patch(otherSum), always(coded)],
        tester: [always(passed)],
      }),
  },
  {
    line: 'stopped: token budget exhausted (201,000 used, too few left for another model call)',
    reason: 'token_budget_exhausted',
    ...stops,
    script: expensive,
    args: ['--max-tokens', '200_000'],
  },
  {
    line: 'stopped: cost budget exhausted ($0.20 spent, too little left for another model call)',
    reason: 'cost_budget_exhausted',
    ...stops,
    script: expensive,
    args: ['--max-cost', '0.2'],
  },
  {
    line: 'stopped: time limit reached',
    reason: 'time_limit_reached',
    ...stops,
    script: () => hang,
    args: ['--max-time', '1s'],
  },
  {
    line: 'stopped: the disk is full',
    reason: 'disk_full',
    ...stops,
    smallDisk: true,
    script: (disk) =>
      answers({
        planner: [plan],
        coder: [shell(`dd if=/dev/urandom of=${join(disk?.path ?? '', 'filler')} bs=1k`), always(coded)],
        tester: [passed],
      }),
  },
  {
    line: 'stopped: interrupted',
    reason: 'interrupted',
    event: 'loop_stopped',
    exitCode: 130,
    script: () => hang,
    signal: 'SIGINT',
  },
  {
    line: 'stopped: interrupted',
    reason: 'interrupted',
    event: 'loop_stopped',
    exitCode: 143,
    script: () => hang,
    signal: 'SIGTERM',
  },
  {
    line: 'stopped: the key was refused',
    reason: 'endpoint_refused',
    ...stops,
    script: () => () => httpError(401),
  },
  {
    line: 'failed: 3 iterations in a row failed',
    reason: 'max_consecutive_failures',
    event: 'loop_failed',
    exitCode: 1,
    script: () => () => httpError(400),
  },
];

/** Plays a run that is to end so, with `more` on its command line, and reads the log that it leaves. */
async function play(outcome: Outcome, more: readonly string[]) {
  const repository = await repositoryWith(sumProject);
  const disk = outcome.smallDisk ? await smallDisk(4 * 2 ** 20) : null;
  const home = disk?.path ?? (await temporaryFolder());
  const script = outcome.script(disk);
  const asked = Promise.withResolvers<void>();
  const endpoint = await endpointFor((request) => {
    asked.resolve();
    return script(request);
  });
  const task = ['--task', 'Mend the sum.', '--verify', 'sh check.sh', ...(outcome.args ?? []), ...more];
  const place = { folder: repository, home, prefix: disk?.prefix ?? [] };
  const child = startProgram({ ...place, args: runArguments(repository, endpoint.baseUrl, task) });
  const ending = endOfProgram(child);
  if (outcome.signal !== undefined) {
    await asked.promise;
    child.kill(outcome.signal);
  }
  const result = await ending;
  const seen = disk?.seenFromHere ?? home;
  const [runId = ''] = await readdir(join(seen, 'runs'));
  const events = await readEvents(logPathOf(seen, runId));
  const show = (...args: string[]) => runProgram({ ...place, args: ['show', runId, ...args] });
  return { ...result, events, closing: events.at(-1), runId, show };
}

describe('closing event, exit code and summary agree', () => {
  test('on every way in which a run can end', () => {
    expect(new Set(outcomes.map(({ reason }) => reason))).toEqual(new Set(stopReasons));
  });

  test.each(outcomes)('$line ($exitCode)', async (outcome) => {
    const { line, reason, event, exitCode } = outcome;
    const json = await play(outcome, ['--json']);
    expect(json.exitCode).toBe(exitCode);
    expect(eventsOf(json.stdout)).toEqual(json.events);
    expect(json.closing).toMatchObject({ event, payload: { stop_reason: reason, run_id: json.runId } });
    const summary = json.closing?.payload as Summary;
    expect(event).toBe(`loop_${summary.phase}`);
    expect(summary.phase === 'completed').toBe(exitCode === 0);

    const text = await play(outcome, []);
    expect(text.exitCode).toBe(exitCode);
    expect(text.closing).toMatchObject({ event, payload: { stop_reason: reason } });
    expect(text.stdout.split('\n')[0]).toBe(line);
    expect(text.stdout.split(line)).toHaveLength(2);
    expect(text.stderr).toContain(line);

    expect((await text.show()).stdout.split('\n')[0]).toBe(line);
    const shown = JSON.parse((await text.show('--json')).stdout);
    expect(shown).toMatchObject(text.closing?.payload ?? {});
    for (const name of ['phase', 'stop_reason', 'iteration', 'tests_passed', 'evidence'] as const) {
      expect(shown[name]).toEqual(summary[name]);
    }
  });
});
