import { expect, test } from 'vitest';
import { sandboxCheck } from './machine-checks.ts';

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
