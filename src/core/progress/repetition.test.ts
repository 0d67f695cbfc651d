import { describe, expect, test } from 'vitest';
import { healthyTraces } from '../../../test/support/healthy-traces.ts';
import { playRun, runOptions, textAnswer } from '../../../test/support/pure-run.ts';
import { coderOutput, plannerOutput, testerOutput } from '../../../test/support/role-outputs.ts';
import { stuckTraces } from '../../../test/support/stuck-traces.ts';
import type { ToolTrace, TracedCall } from '../../../test/support/tool-traces.ts';
import type { Payload } from '../events.ts';
import type { ModelAnswer } from '../model/model-wire.ts';
import type { Role } from '../role.ts';

const outputs: Record<Role, () => object> = {
  planner: () => plannerOutput({ done_flag: true }),
  coder: coderOutput,
  tester: testerOutput,
};

function asking(calls: readonly TracedCall[]): ModelAnswer {
  return {
    ...textAnswer(''),
    output: calls.map(({ name, arguments: text }, index) => ({
      type: 'function_call' as const,
      call_id: `call-${index}`,
      name,
      arguments: text,
    })),
  };
}

/** Plays one iteration in which one role makes the calls of a trace; the model heeds no notice but the last one. */
function play({ role: traced, answers }: ToolTrace) {
  let [asked, carriedOut] = [0, 0];
  const calls = answers.flat();
  const { events } = playRun(runOptions({ max_iterations: 1, evidence: 'claimed' }), {
    model: (role) => {
      const answer = role === traced ? answers[asked] : undefined;
      asked += role === traced ? 1 : 0;
      return answer ? asking(answer) : textAnswer(outputs[role]());
    },
    tool: () => calls[carriedOut++] ?? expect.fail('there is no such call'),
  });
  const notices = events.flatMap(({ event, payload }, index) => {
    if (event !== 'repetition_noticed') return [];
    const before = events.slice(0, index).filter((earlier) => earlier.event === 'tool_result').length;
    return [{ ...payload, callsBefore: before }];
  });
  return {
    events,
    told: notices.find(({ ends_tools }) => !ends_tools),
    ended: notices.find(({ ends_tools }) => ends_tools),
    carriedOut,
  };
}

test('the corpus is large enough to say something', () => {
  expect(stuckTraces.length).toBeGreaterThanOrEqual(10);
  expect(healthyTraces.length).toBeGreaterThanOrEqual(10);
});

describe('a role call that gets nowhere is told so, and then has no further tool calls', () => {
  test.each(stuckTraces)('$name', (stuck) => {
    const { told, ended, carriedOut } = play(stuck);
    expect(told).toBeDefined();
    expect(ended).toBeDefined();
    // It had some tries after it was told, and not the whole of its steps.
    expect(ended?.callsBefore).toBeGreaterThanOrEqual((told?.callsBefore ?? 0) + 3);
    expect(ended?.step).toBeLessThan(30);
    expect(carriedOut).toBe(ended?.callsBefore);
  });
});

describe('a role call that works is neither told anything nor ended', () => {
  test.each(healthyTraces)('$name', (healthy) => {
    const { told, ended, carriedOut } = play(healthy);
    expect({ told, ended }).toEqual({ told: undefined, ended: undefined });
    expect(carriedOut).toBe(healthy.answers.flat().length);
  });
});

describe('the count', () => {
  const [stuck] = stuckTraces;
  const same = stuck?.answers[0] ?? [];
  const anew: TracedCall[] = [
    { name: 'apply_patch', arguments: '{}', output: 'Done', exitCode: 0, tree: 'new' },
  ];
  const repeatedTimes = (count: number) => Array.from({ length: count }, () => same);

  test('begins anew with files as they never were before', () => {
    const answers = [...repeatedTimes(6), anew, ...repeatedTimes(4)];
    const moved = answers.map((calls, index) =>
      index > 6 ? calls.map((call) => ({ ...call, tree: 'new' })) : calls,
    );
    const { events, ended } = play({ name: '', role: 'coder', answers: moved });
    const notices = events.flatMap((event) =>
      event.event === 'repetition_noticed' ? [event.payload as Payload<'repetition_noticed'>] : [],
    );
    // Told once for each of the two times, and not ended.
    expect(notices.map(({ repeats, ends_tools }) => [repeats, ends_tools])).toEqual([
      [3, false],
      [3, false],
    ]);
    expect(ended).toBeUndefined();
  });

  test('leaves the model its tries where one answer repeats a call many times', () => {
    const answers = [Array.from({ length: 12 }, () => same[0] as TracedCall), ...repeatedTimes(6)];
    const { told, ended } = play({ name: '', role: 'coder', answers });
    expect(told?.callsBefore).toBe(12);
    expect(ended?.callsBefore).toBe(15);
  });
});
