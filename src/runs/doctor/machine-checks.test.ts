import { expect, test } from 'vitest';
import { sandboxCheck, setupNetworkCheck } from './machine-checks.ts';

const install = 'sudo apt-get install bubblewrap';

test('a sandbox that may not be used is mended by being allowed, a missing one by being installed', () => {
  const forbidden = {
    kind: 'none',
    reason: 'is there',
    mend: 'allow user namespaces',
    isMissing: false,
  } as const;
  expect(sandboxCheck(forbidden, install)).toMatchObject({ works: false, mend: 'allow user namespaces' });
  const missing = { kind: 'none', reason: 'is not there', mend: null, isMissing: true } as const;
  expect(sandboxCheck(missing, install)).toMatchObject({ works: false, mend: install });
  expect(sandboxCheck({ kind: 'bubblewrap' }, install)).toMatchObject({ works: true, mend: null });
});

test('what a setup that a repository names can reach is said, and mended by an installation where that helps', () => {
  const programs = { slirp: '', ip: '', unshare: '', setpriv: '', enter: '' };
  expect(setupNetworkCheck({ works: true, programs }, install)).toMatchObject({ works: true, needed: false });
  const missing = { works: false, reason: 'slirp4netns is not installed', isMissing: true } as const;
  expect(setupNetworkCheck(missing, install)).toMatchObject({
    works: false,
    needed: false,
    found: expect.stringContaining('slirp4netns is not installed'),
    mend: install,
  });
  const refused = setupNetworkCheck({ ...missing, isMissing: false }, install);
  expect(refused.mend).not.toBe(install);
});
