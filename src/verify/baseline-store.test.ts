import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Baseline } from '../core/evidence/kept-run.ts';
import { removeFolder } from '../system/on-disk.ts';
import { baselineSituation, type SituationOptions } from './baseline-situation.ts';
import { createBaselineStore } from './baseline-store.ts';

const options: SituationOptions = {
  workspace: '/home/u/shop',
  folder: '',
  sandbox: 'bubblewrap',
  verify_timeout_ms: 1000,
  mounts: [],
  network: 'off',
  reports: [],
};
const variables = { PATH: '/usr/bin', LANG: 'C' };

const baseline: Baseline = {
  runs: [
    [{ command: 'npm test', exit_code: 0, timed_out: false, duration_ms: 1, tests: null, output: 'ok\n' }],
  ],
  canary: null,
  altered: null,
};

test('what was measured at a base is found again only where all is as it was', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'proofloop-baselines-'));
  onTestFinished(() => removeFolder(folder));
  const storeFor = (
    changed: Partial<SituationOptions>,
    given: Record<string, string> = variables,
    key = 'key',
  ) => createBaselineStore(folder, baselineSituation({ ...options, ...changed }, given), async () => key);
  await storeFor({}).remember('tree', ['npm test'], baseline);
  const recalled = (store: ReturnType<typeof storeFor>, tree = 'tree', command = 'npm test') =>
    store.recall(tree, [command]);
  expect(await recalled(storeFor({}, { LANG: 'C', PATH: '/usr/bin' }))).toEqual(baseline);
  const others = [
    recalled(storeFor({ workspace: '/home/u/fork' })),
    recalled(storeFor({ folder: 'web' })),
    recalled(storeFor({ sandbox: 'off' })),
    recalled(storeFor({ verify_timeout_ms: 2000 })),
    recalled(storeFor({ mounts: ['/data'] })),
    recalled(storeFor({ network: 'on' })),
    recalled(storeFor({}, { ...variables, LANG: 'de_DE.UTF-8' })),
    recalled(storeFor({}, variables, 'other dependencies')),
    recalled(storeFor({}), 'other-tree'),
    recalled(storeFor({}), 'tree', 'npm run test'),
  ];
  expect(await Promise.all(others)).toEqual(others.map(() => null));
});
