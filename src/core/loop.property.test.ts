import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  loopResumed,
  type PlayedRun,
  type PureWorld,
  playOn,
  playRun,
  runOptions,
  textAnswer,
  toolAnswer,
} from '../../test/support/pure-run.ts';
import { coderOutput, plannerOutput, testerOutput, workItem } from '../../test/support/role-outputs.ts';
import type { LoggedEvent, Payload } from './events.ts';
import { fold, foldAll } from './fold/fold.ts';
import type { ModelAnswer, ModelError } from './model/model-wire.ts';
import { isClosed } from './phase.ts';
import { isOpen, workItemStatuses } from './progress/work-item.ts';
import type { RunState } from './state.ts';

const ids = fc.constantFrom('a', 'b', 'c', ' ', 'unknown');
const item = fc.record({
  task_id: ids,
  title: fc.string(),
  status: fc.constantFrom(...workItemStatuses),
  notes: fc.string(),
});
const plan = fc
  .record({ done_flag: fc.constantFrom(true, true, false), tasks: fc.array(item, { maxLength: 4 }) })
  .map(plannerOutput);
const coding = fc
  .record({
    completed_task_ids: fc.array(ids, { maxLength: 3 }),
    pending_task_ids: fc.array(ids, { maxLength: 2 }),
  })
  .map(coderOutput);
const testing = fc
  .record({
    tests_passed: fc.constantFrom(true, true, false),
    follow_up_tasks: fc.array(item, { maxLength: 2 }),
  })
  .map(testerOutput);
const error: fc.Arbitrary<ModelError> = fc.record({
  kind: fc.constantFrom('rate_limited', 'away', 'server_error', 'transport', 'rejected'),
  http_status: fc.constant(null),
  message: fc.string(),
  retry_after_ms: fc.option(fc.nat(100_000)),
  may_be_billed: fc.boolean(),
});
const oddAnswer: fc.Arbitrary<ModelAnswer | ModelError> = fc.oneof(
  error,
  fc.string().map((text) => textAnswer(text)),
  fc.constant(toolAnswer('edit', 'edit')),
);
const tokens = fc.nat(40_000);

/** One random world: a stream of answers for each role, of trees and of exit codes, drawn from in order. */
const world = fc
  .record({
    planner: fc.array(
      fc.oneof(
        { weight: 4, arbitrary: fc.tuple(plan, tokens).map(([output, used]) => textAnswer(output, used)) },
        { weight: 1, arbitrary: oddAnswer },
      ),
      { minLength: 1, maxLength: 8 },
    ),
    coder: fc.array(
      fc.oneof(
        { weight: 3, arbitrary: coding.map((output) => textAnswer(output)) },
        { weight: 2, arbitrary: oddAnswer },
      ),
      { minLength: 1, maxLength: 12 },
    ),
    tester: fc.array(
      fc.oneof(
        { weight: 4, arbitrary: testing.map((output) => textAnswer(output)) },
        { weight: 1, arbitrary: oddAnswer },
      ),
      { minLength: 1, maxLength: 8 },
    ),
    trees: fc.array(fc.constantFrom('tree-0', 'tree-1', 'tree-2', 'tree-3'), { minLength: 1, maxLength: 8 }),
    redTrees: fc.subarray(['tree-1', 'tree-2', 'tree-3']),
    options: fc.record({
      max_iterations: fc.integer({ min: 1, max: 5 }),
      max_retries: fc.integer({ min: 0, max: 2 }),
      max_consecutive_failures: fc.integer({ min: 1, max: 3 }),
      max_no_progress_iterations: fc.integer({ min: 1, max: 3 }),
      max_steps: fc.integer({ min: 1, max: 3 }),
      max_tokens: fc.constantFrom(0, 60_000),
      max_wait_ms: fc.constantFrom(0, 60_000),
      evidence: fc.constantFrom('claimed' as const, 'verified' as const),
      expect: fc.constantFrom('change' as const, 'no-change' as const),
    }),
  })
  .map((drawn) => {
    const next = <Value>(list: Value[]) => {
      let position = 0;
      return () => list[position++ % list.length] as Value;
    };
    const answers = { planner: next(drawn.planner), coder: next(drawn.coder), tester: next(drawn.tester) };
    const options = runOptions(drawn.options);
    const pureWorld: PureWorld = {
      model: (role) => answers[role](),
      tree: next(drawn.trees),
      exitCode: (tree) => (drawn.redTrees.includes(tree) ? 1 : 0),
    };
    return { drawn, options, pureWorld, play: () => playRun(options, pureWorld) };
  });

function last<Name extends LoggedEvent['event']>(
  events: LoggedEvent[],
  name: Name,
): Payload<Name> | undefined {
  return events.findLast((event) => event.event === name)?.payload as Payload<Name> | undefined;
}

const runs = { numRuns: 400 };

test('every run ends with exactly one closing event', () => {
  fc.assert(
    fc.property(world, ({ play }) => {
      const { events, states } = play();
      const closing = events.filter((event) => /^loop_(completed|stopped|failed)$/.test(event.event));
      expect(closing).toEqual([events.at(-1)]);
      expect(isClosed(states.at(-1)?.phase ?? 'idle')).toBe(true);
    }),
    runs,
  );
});

/** The tree that the coder left before this event. */
function treeAt(events: readonly LoggedEvent[], index: number): string {
  const result = events
    .slice(0, index)
    .findLast(({ event, payload }) => event === 'tool_result' && payload.role === 'coder' && payload.tree);
  return result?.event === 'tool_result' ? (result.payload.tree ?? 'tree-0') : 'tree-0';
}

const measureOf = (event: LoggedEvent | undefined) =>
  event?.event === 'loop_started' || event?.event === 'loop_resumed'
    ? JSON.stringify([event.payload.options.verify, event.payload.options.allow_changes])
    : null;

/** What a completed run lacks, read from its events alone: neither from the fold nor from `gate_evaluated`. */
function lacking({ events, states }: PlayedRun): string[] {
  const options = events.findLast(({ event }) => event === 'loop_resumed') ?? events[0];
  const { evidence, expect: expected } =
    options?.event === 'loop_started' || options?.event === 'loop_resumed'
      ? options.payload.options
      : runOptions();
  const delivered = treeAt(events, events.length);
  const noted = events.findLastIndex((line) => line.event === 'loop_resumed' && line.payload.note !== null);
  const isMeasure = (line: LoggedEvent) => measureOf(line) !== null && measureOf(line) === measureOf(options);
  const measuredOtherwise = events.findLastIndex((line) => measureOf(line) !== null && !isMeasure(line));
  const worked = events.findLastIndex(
    ({ event }, index) =>
      event === 'planner_output' &&
      states[index]?.items.some(({ status }) => status === 'pending' || status === 'in_progress'),
  );
  const plan = events.findLastIndex(({ event }) => event === 'planner_output');
  const done = events[plan];
  const answers = events.flatMap((line, index) =>
    line.event === 'tester_output' && treeAt(events, index) === delivered
      ? [{ index, said: line.payload }]
      : [],
  );
  const answer = answers.at(-1);
  const verdicts = events.flatMap((line, index) =>
    line.event === 'verification_result' && line.payload.tree === delivered
      ? [{ index, verdict: line.payload.verdict }]
      : [],
  );
  const verdict = verdicts.at(-1);
  return [
    ...(done?.event === 'planner_output' && done.payload.done_flag && plan > noted ? [] : ['done']),
    ...(answer?.said.tests_passed && answer.index > Math.max(worked, noted) ? [] : ['tester']),
    ...(evidence === 'claimed' || (verdict?.verdict === 'verified' && verdict.index > measuredOtherwise)
      ? []
      : ['verdict']),
    ...(evidence === 'claimed' || (delivered === 'tree-0') === (expected === 'no-change') ? [] : ['change']),
  ];
}

test('no sequence of outputs, failures and evidence completes a run with a gate unmet', () => {
  let completed = 0;
  fc.assert(
    fc.property(world, ({ drawn, play }) => {
      const { events, states } = play();
      if (events.at(-1)?.event !== 'loop_completed') return;
      completed += 1;
      const state = states.at(-1);
      expect(lacking({ events, states })).toEqual([]);
      expect(state?.items.filter(isOpen)).toEqual([]);
      if (drawn.options.evidence === 'claimed') return;
      expect(drawn.redTrees).not.toContain(treeAt(events, events.length));
    }),
    { numRuns: 1500 },
  );
  expect(completed).toBeGreaterThan(30);
});

interface Continuation {
  note?: string;
  verify?: string[];
  evidence?: 'verified';
  accepted_changes?: string[];
}

/** How another process goes on: with a further instruction, other commands, or a person's word. */
const continuation = fc.constantFrom<Continuation>(
  {},
  { note: 'Also this.' },
  { verify: ['npm run test:all'] },
  { evidence: 'verified' },
  { note: 'Also this.', verify: ['npm run test:all'] },
  { accepted_changes: ['test/**'] },
);

function resumed(options: ReturnType<typeof runOptions>, by: Continuation) {
  const { verify = options.verify, evidence = options.evidence, ...told } = by;
  const next = loopResumed({ ...options, verify, evidence });
  if (next.event !== 'loop_resumed') throw new Error('no resumption');
  return { ...next, payload: { ...next.payload, ...told } };
}

test('nor does a run that another process goes on with, wherever the first one ended', () => {
  let completed = 0;
  fc.assert(
    fc.property(world, fc.nat(), continuation, ({ play, options, pureWorld }, cut, by) => {
      const { events: whole } = play();
      const before = whole.slice(0, 1 + (cut % whole.length));
      if (before.at(-1)?.event === 'loop_completed') return;
      if ('accepted_changes' in by && !before.some(({ event }) => event === 'iteration_started')) return;
      const { events, states } = playOn(before, resumed(options, by), pureWorld);
      if (events.at(-1)?.event !== 'loop_completed') return;
      completed += 1;
      expect(lacking({ events, states })).toEqual([]);
      expect(states.at(-1)?.items.filter(isOpen)).toEqual([]);
    }),
    { numRuns: 800 },
  );
  expect(completed).toBeGreaterThan(5);
});

type Fold = typeof fold;

describe('the control: what a run lacks is noticed where', () => {
  const work = (id: string) => ({ tasks: [workItem(id)] });
  const plans = [{}, work('a'), work('b'), { done_flag: true }];
  /** Trees 1, 2 and 1 again, which the tester then objects to. */
  const scripted: PureWorld = {
    model: (role, iteration, attempt) => {
      if (role === 'planner') return textAnswer(plannerOutput({ done_flag: false, ...plans[iteration - 1] }));
      if (role === 'tester') return textAnswer(testerOutput({ tests_passed: iteration < 3 }));
      if (attempt === 1) return toolAnswer('edit');
      return textAnswer(coderOutput({ completed_task_ids: [[], ['a'], ['b']][iteration - 1] ?? [] }));
    },
    tree: (iteration) => (iteration === 2 ? 'tree-2' : 'tree-1'),
  };
  const completed = ({ events }: { events: LoggedEvent[] }) => events.at(-1)?.event === 'loop_completed';
  const options = runOptions({ max_iterations: 4, max_no_progress_iterations: 9 });

  test('the loop itself does not complete it', () => {
    expect(completed(playRun(options, scripted))).toBe(false);
  });

  test("a tester's answer counts for whatever tree", () => {
    let content: RunState['iteration'] = null;
    const broken: Fold = (state, line) => {
      const next = fold(state, line);
      if (next.iteration?.tester?.tests_passed) content = next.iteration;
      if (!content?.tester) return next;
      return { ...next, testerAnswers: new Map(next.testerAnswers).set(next.tree, content.tester) };
    };
    const run = playRun(options, { ...scripted, fold: broken });
    expect(completed(run)).toBe(true);
    expect(lacking(run)).toEqual(['tester']);
  });

  test('a verdict counts for whatever tree', () => {
    const broken: Fold = (state, line) => {
      const next = fold(state, line);
      const any = [...next.verifications.values()].at(0);
      return any ? { ...next, verifications: new Map(next.verifications).set(next.tree, any) } : next;
    };
    const done = { ...plans[1], done_flag: true };
    const model: PureWorld['model'] = (role, iteration, attempt, reserved) =>
      role === 'planner' && iteration === 2
        ? textAnswer(plannerOutput(done))
        : scripted.model(role, iteration, attempt, reserved);
    const run = playRun(options, { ...scripted, model, fold: broken });
    expect(completed(run)).toBe(true);
    expect(lacking(run)).toEqual(['verdict']);
  });

  test('an instruction is added that no role hears of', () => {
    const deaf: Fold = (state, line) =>
      fold(
        state,
        line.event === 'loop_resumed' ? { ...line, payload: { ...line.payload, note: null } } : line,
      );
    const model: PureWorld['model'] = (role, iteration, attempt, reserved) =>
      role === 'planner'
        ? textAnswer(plannerOutput({ done_flag: true }))
        : scripted.model(role, iteration, attempt, reserved);
    const { events } = playRun(options, { ...scripted, model });
    const before = events.slice(0, events.findIndex(({ event }) => event === 'gate_evaluated') + 1);
    const goOn = (foldNext: Fold) =>
      playOn(before, resumed(options, { note: 'Also this.' }), { ...scripted, model, fold: foldNext });
    expect(completed(goOn(deaf))).toBe(true);
    expect(lacking(goOn(deaf))).toEqual(['done', 'tester']);
    const heard = goOn(fold);
    expect(lacking(heard)).toEqual([]);
    expect(last(heard.events, 'tester_output')?.iteration).toBe(2);
  });
});

test('items never vanish', () => {
  fc.assert(
    fc.property(world, ({ play }) => {
      let known: string[] = [];
      for (const state of play().states) {
        const now = state.items.map((kept) => kept.task_id);
        expect(now).toEqual(expect.arrayContaining(known));
        known = now;
      }
    }),
    runs,
  );
});

test('the fold of any prefix is valid, and folding again gives the same state', () => {
  fc.assert(
    fc.property(world, fc.nat(), ({ play }, cut) => {
      const { events, states } = play();
      const length = 1 + (cut % events.length);
      expect(foldAll(events.slice(0, length))).toEqual(states[length - 1]);
    }),
    runs,
  );
});

test('the first stop condition that matches at an iteration’s end wins', () => {
  fc.assert(
    fc.property(world, ({ drawn, play }) => {
      const { events, states } = play();
      const closing = events.at(-1) as LoggedEvent;
      const before = states.at(-2);
      const ended = events.at(-2)?.event;
      if (ended !== 'iteration_finished' && ended !== 'iteration_failed') return;
      const gates = last(events, 'gate_evaluated');
      const number = before?.iteration?.number ?? 0;
      const met =
        ended === 'iteration_finished' &&
        gates?.iteration === number &&
        gates.gates.every((gate) => gate.met);
      const expected = met
        ? 'completion_gates_met'
        : ended === 'iteration_finished' && (before?.blockedPlans ?? 0) >= 2
          ? 'blocked'
          : number >= drawn.options.max_iterations
            ? 'max_iterations_reached'
            : (before?.noProgressIterations ?? 0) >= drawn.options.max_no_progress_iterations
              ? 'no_progress_guard_triggered'
              : 'max_consecutive_failures';
      expect((closing.payload as Payload<'loop_stopped'>).stop_reason).toBe(expected);
    }),
    runs,
  );
});

test('each iteration that was started is ended exactly once, but for one that a guard cut short', () => {
  fc.assert(
    fc.property(world, ({ play }) => {
      const { events } = play();
      const started = events.filter((event) => event.event === 'iteration_started').length;
      const ended = events.filter((event) => /^iteration_(finished|failed)$/.test(event.event)).length;
      const cutShort = last(events, 'loop_stopped')?.stop_reason === 'token_budget_exhausted' ? 1 : 0;
      expect(started - ended).toBe(cutShort);
    }),
    runs,
  );
});
