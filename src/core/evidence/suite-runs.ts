import type { CheckKind, CommandResult } from '../events.ts';
import { overlayKinds } from './overlay.ts';

/** One run of the verify commands on a fresh checkout, in their order. */
export type SuiteRun = readonly CommandResult[];

/** The runs of this process and earlier ones, by what they were run on. */
export type RunsByKey = ReadonlyMap<string, readonly SuiteRun[]>;

/** A run is about files and commands alone: the same ones tell the same, whatever they were run for. */
export function checkKey(check: CheckKind, tree: string, commands: readonly string[]): string {
  return JSON.stringify([overlayKinds[check], tree, commands]);
}

export function runsOf(
  runs: RunsByKey,
  check: CheckKind,
  tree: string,
  commands: readonly string[],
): readonly SuiteRun[] {
  return runs.get(checkKey(check, tree, commands)) ?? [];
}

export function addRuns(
  runs: RunsByKey,
  { check, tree, commands }: { check: CheckKind; tree: string; commands: readonly string[] },
  added: readonly SuiteRun[],
): RunsByKey {
  const earlier = runsOf(runs, check, tree, commands);
  return new Map(runs).set(checkKey(check, tree, commands), [...earlier, ...added]);
}
