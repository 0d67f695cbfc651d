import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { RunInUseError } from '../log/store-errors.ts';
import { orNothing } from './nothing-kept.ts';
import { UsageError } from './usage-error.ts';

const inUse = new RunInUseError('a log', { pid: 1, since: 'today' });

test.each([
  ['a log that another process writes', inUse, 'run_in_use'],
  ['what has no word of its own', new Error('it is odd'), 'wrong_usage'],
  ['what was told already', new UsageError('no sandbox', 'no_sandbox'), 'no_sandbox'],
] as const)('nothing is kept, and %s can be told from the rest', async (_name, error, problem) => {
  const folder = await mkdtemp(join(tmpdir(), 'proofloop-nothing-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const runHome = join(folder, 'runs', 'a');
  const planned = { runHome, options: { log_path: join(runHome, 'log'), workspace: folder } };
  const refused = orNothing(planned, () => Promise.reject(error));
  await expect(refused).rejects.toMatchObject({ name: 'UsageError', message: error.message, problem });
  expect(await readdir(folder)).toEqual([]);
});
