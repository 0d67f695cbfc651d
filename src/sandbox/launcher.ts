import { fileNumbers } from './file-numbers.ts';
import type { Limits } from './limits.ts';

const { handshake } = fileNumbers;

/**
 * The first process in a sandbox. It is what the kernel takes first where memory runs out; it runs the command only once
 * proofloop has answered, since before bubblewrap was ready proofloop's end would not have ended it; it closes the files
 * that are not for the command, and says nothing of its own.
 */
const script = (inherited: readonly number[]) => `
echo 1000 > /proc/self/oom_score_adj
echo ready >&${handshake} && read -r answer <&${handshake} || exit 125
exec ${[handshake, ...inherited].map((fd) => `${fd}>&-`).join(' ')} 9>&2 2>/dev/null
(exec "$@" 2>&9 9>&-)
exit $?
`;

/** The beginning of a command line in the sandbox, which the command follows; `inherited` files are closed first. */
export function launcher(limits: Limits, inherited: readonly number[]): string[] {
  return [
    '/usr/bin/prlimit',
    `--nproc=${limits.processes}`,
    `--data=${limits.dataBytes}`,
    `--fsize=${limits.fileBytes}`,
    '--core=0',
    // The plainest shells can't name files above 9.
    inherited.some((fd) => fd > 9) ? '/bin/bash' : '/bin/sh',
    '-c',
    script(inherited),
    'sh',
  ];
}
