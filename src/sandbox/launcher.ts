import { fileNumbers } from './file-numbers.ts';
import type { Limits } from './limits.ts';

/**
 * The first process in a sandbox. It is what the kernel takes first where memory runs out; it runs the command only once
 * proofloop has answered, since before bubblewrap was ready proofloop's end would not have ended it; and it says nothing
 * of its own.
 */
const script = `
echo 1000 > /proc/self/oom_score_adj
echo ready >&${fileNumbers.handshake} && read -r answer <&${fileNumbers.handshake} || exit 125
exec ${fileNumbers.handshake}>&- 9>&2 2>/dev/null
"$@" 2>&9 9>&-
exit $?
`;

/** The beginning of a command line in the sandbox, which the command follows. */
export function launcher(limits: Limits): string[] {
  return [
    '/usr/bin/prlimit',
    `--nproc=${limits.processes}`,
    `--data=${limits.dataBytes}`,
    `--fsize=${limits.fileBytes}`,
    '--core=0',
    '/bin/sh',
    '-c',
    script,
    'sh',
  ];
}
