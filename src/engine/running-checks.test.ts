import { expect, test } from 'vitest';
import { runOptions } from '../../test/support/pure-run.ts';
import type { CommandResult } from '../core/events.ts';
import { nothing } from '../core/evidence/overlay.ts';
import type { RunState } from '../core/state.ts';
import type { CommandManner } from '../ports/sandbox.ts';
import type { CheckContext } from './run-check.ts';
import { createRunningChecks } from './running-checks.ts';
import type { World } from './world.ts';

/** A verifier whose runs end when the test says so, or are aborted; it tells what has become of each tree. */
function world() {
  const ending = new Map<string, () => void>();
  const told: string[] = [];
  const verify = (tree: string, commands: readonly string[], { signal, priority }: CommandManner) =>
    new Promise<CommandResult[]>((resolve, reject) => {
      if (priority !== undefined) told.push(`${tree} steps back`);
      signal.addEventListener('abort', () => {
        // What a command leaves behind takes a moment to end.
        queueMicrotask(() => {
          told.push(`${tree} ended early`);
          reject(signal.reason);
        });
      });
      const tests = null;
      ending.set(tree, () =>
        resolve(
          commands.map((command) => ({
            command,
            exit_code: 0,
            timed_out: false,
            duration_ms: 1,
            tests,
            output: '',
          })),
        ),
      );
    });
  const kept: string[] = [];
  const parts = {
    verifier: { verify },
    evidenceTrees: { treeWith: async (tree: string) => tree },
    baselines: { recall: async () => null, remember: async (tree: string) => kept.push(tree) },
    keptRuns: { recall: async () => null, keep: async () => undefined },
    isDiskFull: () => false,
  };
  const state = { checkRuns: new Map(), options: runOptions() };
  const context = {
    world: parts as unknown as World,
    state: state as unknown as RunState,
    signal: new AbortController().signal,
  } satisfies CheckContext;
  return { context, ending, told };
}

const candidate = (tree: string) =>
  ({ iteration: 1, check: 'candidate', tree, commands: ['npm test'], overlay: nothing }) as const;

const begun = () => new Promise((resolve) => setImmediate(resolve));

test('each is told of once, in the order in which they end, with how many ran beside it', async () => {
  const { context, ending } = world();
  const checks = createRunningChecks();
  for (const tree of ['a', 'b', 'c']) checks.start(candidate(tree), context);
  await begun();
  ending.get('b')?.();
  expect((await checks.next()).payload).toMatchObject({ tree: 'b', beside: 2 });
  ending.get('c')?.();
  expect((await checks.next()).payload).toMatchObject({ tree: 'c', beside: 2 });
  checks.start(candidate('d'), context);
  await begun();
  ending.get('d')?.();
  expect((await checks.next()).payload).toMatchObject({ tree: 'd', beside: 1 });
  ending.get('a')?.();
  expect((await checks.next()).payload).toMatchObject({ tree: 'a', beside: 2 });
  await expect(checks.next()).rejects.toThrow('no check is running');
});

test('one that begins beside a role steps back behind its commands, and counts it', async () => {
  const { context, ending, told } = world();
  const checks = createRunningChecks();
  const atWork = { ...context.state, iteration: { roleCall: {} } } as unknown as RunState;
  checks.start(candidate('a'), { ...context, state: atWork });
  checks.start(candidate('b'), context);
  await begun();
  expect(told).toEqual(['a steps back']);
  ending.get('a')?.();
  expect((await checks.next()).payload).toMatchObject({ tree: 'a', beside: 1 });
  ending.get('b')?.();
  await checks.next();
});

test('what ran by itself says nothing of others', async () => {
  const { context, ending } = world();
  const checks = createRunningChecks();
  checks.start(candidate('a'), context);
  await begun();
  ending.get('a')?.();
  expect((await checks.next()).payload).not.toHaveProperty('beside');
});

test('one that is dropped has ended by then, is never told of, and leaves the others alone', async () => {
  const { context, ending, told } = world();
  const checks = createRunningChecks();
  for (const tree of ['a', 'a', 'b']) checks.start(candidate(tree), context);
  await begun();
  await checks.drop([candidate('a')]);
  expect(told).toEqual(['a ended early']);
  ending.get('b')?.();
  expect((await checks.next()).payload).toMatchObject({ tree: 'b' });
  await checks.dropAll();
  expect(told).toEqual(['a ended early', 'a ended early']);
});
