import type { CommandManner } from '../../ports/sandbox.ts';
import { type Limits, lowNice } from './limits.ts';

/** Open files that a sandbox is given beside its input and its output, by their numbers. */
export const fileNumbers = { handshake: 3, filter: 4, namespace: 5 } as const;

const { handshake, namespace } = fileNumbers;

/**
 * Limits can't be set any earlier: a user with many processes could not start bubblewrap. The number of processes is set
 * by one letter in some shells and by another in the others, which refuse the wrong one. Memory is counted in 1024 bytes
 * and a file in 512.
 */
const setLimits = ({ processes, dataBytes, fileBytes }: Limits) => `
ulimit -p ${processes} 2>/dev/null || ulimit -u ${processes} || exit 125
ulimit -d ${Math.floor(dataBytes / 1024)} && ulimit -f ${Math.floor(fileBytes / 512)} && ulimit -c 0 || exit 125
`;

/**
 * The first process in a sandbox. It is what the kernel takes first where memory runs out; it runs the command only once
 * proofloop has answered, since before bubblewrap was ready proofloop's end would not have ended it; it closes the files
 * that are not for the command, and says nothing of its own.
 */
const script = (
  limits: Limits,
  inherited: readonly number[],
  priority: CommandManner['priority'],
) => `${setLimits(limits)}${priority === 'low' ? stepBack : ''}echo 1000 > /proc/self/oom_score_adj
echo ready >&${handshake} && read -r answer <&${handshake} || exit 125
exec ${[handshake, namespace, ...inherited].map((fd) => `${fd}>&-`).join(' ')} 9>&2 2>/dev/null
(exec "$@" 2>&9 9>&-)
exit $?
`;

/** Some kernels share the cores between sessions first, and know a number for each of them. */
const stepBack = `echo ${lowNice} 2>/dev/null > /proc/self/autogroup
command -v nice > /dev/null && set -- nice -n ${lowNice} "$@"
`;

/** The beginning of a command line in the sandbox, which the command follows; `inherited` files are closed first. */
export function launcher(
  limits: Limits,
  inherited: readonly number[],
  priority?: CommandManner['priority'],
): string[] {
  // The plainest shells can't name files above 9; by itself, bash would count files in other units.
  const shell = inherited.some((fd) => fd > 9) ? ['/bin/bash', '--posix'] : ['/bin/sh'];
  return [...shell, '-c', script(limits, inherited, priority), 'sh'];
}
