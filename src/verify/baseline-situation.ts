import type { RunOptions } from '../core/options.ts';

/** What of a run's options decides on what its verify commands can see and do. */
export type SituationOptions = Pick<
  RunOptions,
  'folder' | 'sandbox' | 'verify_timeout_ms' | 'mounts' | 'network'
>;

/**
 * Whatever the results of verify commands follow from beside files, commands and dependencies; `variables` are those that
 * commands are given.
 */
export function baselineSituation(
  { folder, sandbox, verify_timeout_ms, mounts, network }: SituationOptions,
  variables: Readonly<Record<string, string>>,
): string[] {
  const given = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
  return [folder, sandbox, `${verify_timeout_ms}`, network, JSON.stringify(mounts), ...given.sort()];
}
