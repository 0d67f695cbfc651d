import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** The first version with `init --initial-branch` and `init --object-format`. */
export const oldestGit = '2.29';

/** In each line of versions the first that fetches nothing where it is told so; later lines do from their beginning. */
const withoutFetching = ['2.39.4', '2.40.2', '2.41.1', '2.42.2', '2.43.4', '2.44.1', '2.45.1'];

/** From which version on a partial clone of somebody else's making can be worked on. */
export const oldestGitForPromises = withoutFetching[0] ?? '';

/** The installed version, as in `2.39.5`; null where there is no git that can be started. */
export async function gitVersion(searchPath: string): Promise<string | null> {
  const said = await promisify(execFile)('git', ['--version'], { env: { PATH: searchPath } }).catch(
    () => null,
  );
  return said === null ? null : (/\d+(\.\d+)+/.exec(said.stdout)?.[0] ?? said.stdout.trim());
}

/** Whether this version can do what is needed of it. */
export const isRecentGit = (version: string) => compare(version, oldestGit) >= 0;

/** Whether this version never fetches what is missing in a partial clone where it is told not to. */
export function keepsFromFetching(version: string): boolean {
  const sameLine = withoutFetching.find((first) => lineOf(first) === lineOf(version));
  return compare(version, sameLine ?? withoutFetching.at(-1) ?? '') >= 0;
}

const lineOf = (version: string) => version.split('.').slice(0, 2).join('.');

function compare(a: string, b: string): number {
  const [first, second] = [a, b].map((version) => version.split('.').map(Number));
  for (const at of [0, 1, 2]) {
    const difference = (first?.[at] ?? 0) - (second?.[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
