import type { RunOptions } from '../core/options.ts';

/** What of a run's options decides on what its verify commands can see and do. */
export type SituationOptions = Pick<
  RunOptions,
  'workspace' | 'folder' | 'sandbox' | 'verify_timeout_ms' | 'mounts' | 'network' | 'reports'
>;

/**
 * Whatever the results of verify commands follow from beside files, commands and dependencies; `variables` are those that
 * commands are given. The checkout is part of it: its ignored dependency folders are used as they lie there, and another
 * one with the same files can have others, made so that tests come out as somebody wanted.
 */
export function baselineSituation(
  { workspace, folder, sandbox, verify_timeout_ms, mounts, network, reports }: SituationOptions,
  variables: Readonly<Record<string, string>>,
): string[] {
  const given = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
  const named = [mounts, reports].map((list) => JSON.stringify(list));
  return [workspace, folder, sandbox, `${verify_timeout_ms}`, network, ...named, ...given.sort()];
}
