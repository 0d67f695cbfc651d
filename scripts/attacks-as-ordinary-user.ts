import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** Any user without rights; not the one that root's commands run as. */
const user = 12_345;

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
  const tests = ['run', 'test/attacks', '--configLoader', 'native', ...process.argv.slice(2)];
  const { status } = spawnSync('setpriv', [...ids, process.execPath, vitest, ...tests], {
    stdio: 'inherit',
    env: { ...process.env, HOME: home, TMPDIR: home },
  });
  rmSync(home, { recursive: true, force: true });
  process.exitCode = status ?? 1;
}
