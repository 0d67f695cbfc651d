import { hiddenPaths } from '../show/closed-folders.ts';
import { fileNumbers } from './launcher.ts';
import { createMountNamespaces } from './mount-namespace.ts';
import { enterPath } from './system-programs.ts';

/** A command line, and the mount namespace that it is to find open as `fileNumbers.namespace`, where it needs one. */
export interface WrappedCommand {
  line: readonly string[];
  namespace: number | null;
}

/**
 * Puts an unprivileged user before command lines that root starts: as root, bubblewrap would leave what it runs too much
 * power. `paths` are what a line needs, also where they lie below folders that this user can't enter.
 */
export function unprivileged(
  user: number,
): (line: readonly string[], paths: readonly string[]) => Promise<WrappedCommand> {
  const mountNamespace = createMountNamespaces();
  const enter = [enterPath, `--mount=/proc/self/fd/${fileNumbers.namespace}`];
  // The user id takes the capabilities and the supplementary groups along; bubblewrap sets no_new_privs before all else.
  const drop = ['--setuid', `${user}`, '--setgid', `${user}`];
  return async (line, paths) => ({
    line: [...enter, ...drop, '--', ...line],
    namespace: await mountNamespace(hiddenPaths(paths)),
  });
}
