import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** Any user without rights; not the one that root's commands run as. */
const user = 12_345;

const tun = '/dev/net/tun';

/**
 * Runs the attack tests again as an ordinary user, where they have run as root: what contains commands differs between
 * the two. Does nothing for an ordinary user, who has run them already.
 */
if (process.getuid?.() !== 0) {
  console.log('not root: the attack tests have run as an ordinary user already');
} else {
  const home = mkdtempSync(join(tmpdir(), 'proofloop-ordinary-user-'));
  chownSync(home, user, user);
  chmodSync(home, 0o700);
  const vitest = resolve(import.meta.dirname, '../node_modules/vitest/vitest.mjs');
  const ids = ['--reuid', `${user}`, '--regid', `${user}`, '--clear-groups'];
  const chosen = process.argv.slice(2);
  const tests = ['run', ...(chosen.length > 0 ? chosen : ['test/attacks']), '--configLoader', 'native'];
  // A device that a desktop or server gives everybody, and a container often root alone.
  const giveTun = `[ ! -c ${tun} ] || { mknod "$0/tun" c 10 200 && chmod 666 "$0/tun" && mount --bind "$0/tun" ${tun}; } && exec setpriv "$@"`;
  const own = ['--mount', '--', 'sh', '-c', giveTun, home];
  const { status } = spawnSync('unshare', [...own, ...ids, process.execPath, vitest, ...tests], {
    stdio: 'inherit',
    env: { ...process.env, HOME: home, TMPDIR: home },
  });
  rmSync(home, { recursive: true, force: true });
  process.exitCode = status ?? 1;
}
