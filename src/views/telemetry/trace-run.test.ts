import { expect, test } from 'vitest';
import {
  loopResumed,
  type PureWorld,
  playOn,
  playRun,
  runOptions,
  textAnswer,
  toolAnswer,
} from '../../../test/support/pure-run.ts';
import { coderOutput, plannerOutput, testerOutput, workItem } from '../../../test/support/role-outputs.ts';
import type { LoggedEvent } from '../../core/events.ts';
import type { RunSpan } from './span.ts';
import { measurementsOf } from './span-measurements.ts';
import { emptyTrace, type RunTrace, traceEvent } from './trace-run.ts';

const word = 'TELLTALE';
const options = runOptions({ setup: [`echo ${word}`], base_url: 'http://127.0.0.1:8080/v1' });

/** A run of two iterations with a try that fails, tools, a setup and checks; the word is in all that is said. */
const world: PureWorld = {
  model: (role, iteration, attempt) => {
    const plan = plannerOutput({
      summary: word,
      done_flag: true,
      tasks: [workItem('a', { status: 'done' })],
    });
    if (role === 'planner') return attempt === 1 ? textAnswer(word, 5) : textAnswer(plan, 7);
    if (role === 'tester') return textAnswer(testerOutput(), 11);
    return attempt === 1 ? toolAnswer(`${word} ${iteration}`, 'check') : textAnswer(coderOutput(), 13);
  },
  tool: () => ({ output: word, exitCode: 0 }),
  dependenciesKey: (tree) => (tree === 'tree-2' ? 'dependencies-2' : 'dependencies-0'),
  tree: (iteration) => `tree-${iteration}`,
  exitCode: (tree) => (tree === 'tree-2' ? 0 : 1),
};

function traced(
  events: readonly LoggedEvent[],
  withContents = false,
  before: RunTrace = emptyTrace,
): { trace: RunTrace; spans: RunSpan[] } {
  let trace = before;
  const spans: RunSpan[] = [];
  for (const event of events) {
    const next = traceEvent(trace, event, withContents);
    trace = next.trace;
    spans.push(...next.ended);
  }
  return { trace, spans };
}

const named = (spans: readonly RunSpan[], start: string) =>
  spans.filter(({ name }) => name.startsWith(start));
const count = (events: readonly LoggedEvent[], name: LoggedEvent['event']) =>
  events.filter(({ event }) => event === name).length;

test('a run is one tree of spans, in which each role, request, tool call and check has its place and time', () => {
  const { events } = playRun(options, world);
  const { trace, spans } = traced(events);
  expect(trace.open.size).toBe(0);
  const byId = new Map(spans.map((span) => [span.spanId, span]));
  expect(byId.size).toBe(spans.length);
  expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
  const roots = spans.filter(({ parentId }) => parentId === null);
  expect(roots.map(({ name }) => name)).toEqual(['invoke_workflow proofloop run']);
  for (const { name, parentId, startMs, endMs } of spans) {
    if (parentId === null) continue;
    const parent = byId.get(parentId);
    expect([
      name,
      parent?.name,
      startMs >= (parent?.startMs ?? Infinity),
      endMs <= (parent?.endMs ?? 0),
    ]).toEqual([name, expect.stringMatching(/^invoke_/), true, true]);
  }
  expect(named(spans, 'chat ')).toHaveLength(count(events, 'model_request'));
  expect(named(spans, 'invoke_agent ')).toHaveLength(count(events, 'role_started'));
  expect(named(spans, 'execute_tool check')).toHaveLength(count(events, 'check_result'));
  expect(named(spans, 'execute_tool shell')).toHaveLength(count(events, 'tool_result'));
  expect(named(spans, 'execute_tool setup')).toHaveLength(count(events, 'setup_result'));
  const [chat] = named(spans, 'chat ');
  expect(chat).toMatchObject({
    kind: 'client',
    attributes: { 'server.address': '127.0.0.1', 'server.port': 8080, 'gen_ai.usage.input_tokens': 5 },
  });
});

test('the tokens of the metrics are those of the run, each counted once', () => {
  const { events } = playRun(options, world);
  const closing = events.at(-1);
  if (closing?.event !== 'loop_completed') throw new Error(`the run ended with ${closing?.event}`);
  const measured = traced(events).spans.flatMap(measurementsOf);
  const tokens = measured.filter(({ metric }) => metric === 'gen_ai.client.token.usage');
  expect(tokens.reduce((sum, { value }) => sum + value, 0)).toBe(closing.payload.usage.input_tokens);
  expect(closing.payload.usage.input_tokens).toBeGreaterThan(0);
  expect(measured.filter(({ metric }) => metric === 'proofloop.runs')).toMatchObject([
    { value: 1, attributes: { 'proofloop.outcome': 'completed' } },
  ]);
});

test('what was said is shown only where it is asked for', () => {
  const { events } = playRun(options, world);
  expect(JSON.stringify(traced(events, false).spans)).not.toContain(word);
  const shown = traced(events, true).spans;
  for (const start of ['chat ', 'execute_tool shell', 'execute_tool setup']) {
    expect([start, JSON.stringify(named(shown, start)).includes(word)]).toEqual([start, true]);
  }
});

test('wherever a process dies, the next one tells what that had left open, and no span twice', () => {
  const { events } = playRun(options, world);
  for (let length = 1; length < events.length; length += 1) {
    const before = events.slice(0, length);
    const first = traced(before);
    const { events: all } = playOn(before, loopResumed(options), world);
    const second = traced(all.slice(length), false, traced(before).trace);
    const ids = [...first.spans, ...second.spans].map(({ spanId }) => spanId);
    expect([length, new Set(ids).size]).toEqual([length, ids.length]);
    expect(second.trace.open.size).toBe(0);
    const left = second.spans.filter(({ error }) => error?.type === 'process_ended');
    expect([length, left.length]).toEqual([length, first.trace.open.size]);
    const endedAt = Date.parse(before.at(-1)?.ts ?? '');
    expect(left.every(({ endMs }) => endMs === endedAt)).toBe(true);
  }
});
