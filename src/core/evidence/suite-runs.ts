import type { CheckKind, CommandResult } from '../events.ts';
import { overlayKinds } from './overlay.ts';

/** Which commands run on which files, as a check's events name it. */
export interface CheckPlace {
  readonly check: CheckKind;
  readonly tree: string;
  readonly commands: readonly string[];
  /** Of what was laid over the tree by a guess; absent where that followed from what was known. */
  readonly overlay_sha256?: string | undefined;
}

/** One run of the verify commands on a fresh checkout, in their order. */
export type SuiteRun = readonly CommandResult[];

/** The runs of this process and earlier ones, by what they were run on. */
export type RunsByKey = ReadonlyMap<string, readonly SuiteRun[]>;

/** Whether two checks run the same commands on the same files. */
export function isSameCheck(one: CheckPlace, other: CheckPlace): boolean {
  return placeKey(one) === placeKey(other);
}

/** What of a check its events name. */
export function placeOf({ check, tree, commands, overlay_sha256: guess }: CheckPlace) {
  const place = { check, tree, commands: [...commands] };
  return guess === undefined ? place : { ...place, overlay_sha256: guess };
}

/** A run is about files and commands alone: the same ones tell the same, whatever they were run for. */
export function checkKey(check: CheckKind, tree: string, commands: readonly string[]): string {
  return JSON.stringify([overlayKinds[check], tree, commands]);
}

/** Likewise, with the guess that it was started by: what came of one counts nowhere else. */
export function placeKey({ check, tree, commands, overlay_sha256: guess }: CheckPlace): string {
  return guess === undefined
    ? checkKey(check, tree, commands)
    : JSON.stringify([overlayKinds[check], tree, commands, guess]);
}

/** Whether commands were run on a tree for such a check, whatever was laid over it. */
export function wasRun(runs: RunsByKey, { check, tree, commands }: CheckPlace): boolean {
  const place = JSON.stringify([overlayKinds[check], tree, commands]);
  return [...runs.keys()].some((key) => JSON.stringify(JSON.parse(key).slice(0, 3)) === place);
}

/** Whether a key is one of a check that was started by a guess. */
export function isOfGuess(key: string): boolean {
  return JSON.parse(key).length > 3;
}

/** The kind of overlay in a key of a check. */
export function overlayIn(key: string): string {
  return JSON.parse(key)[0];
}

export function runsOf(
  runs: RunsByKey,
  check: CheckKind,
  tree: string,
  commands: readonly string[],
): readonly SuiteRun[] {
  return runs.get(checkKey(check, tree, commands)) ?? [];
}

/** The trees on which the commands were run with nothing laid over them. */
export function treesOfRuns(runs: RunsByKey, commands: readonly string[]): string[] {
  const list = JSON.stringify(commands);
  return [...runs.keys()].flatMap((key) => {
    const [overlay, tree, ran] = JSON.parse(key) as [string, string, string[]];
    return overlay === 'nothing' && JSON.stringify(ran) === list ? [tree] : [];
  });
}

export function addRuns(runs: RunsByKey, place: CheckPlace, added: readonly SuiteRun[]): RunsByKey {
  const key = placeKey(place);
  return new Map(runs).set(key, [...(runs.get(key) ?? []), ...added]);
}

/** How long all commands of these runs took together, in milliseconds. */
export const durationOf = (runs: readonly SuiteRun[]): number =>
  runs.flat().reduce((sum, { duration_ms }) => sum + duration_ms, 0);
