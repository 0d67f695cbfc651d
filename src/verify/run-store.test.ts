import { mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { CommandResult } from '../core/events.ts';
import type { KeptRun } from '../core/evidence/kept-run.ts';
import type { TestReport } from '../core/evidence/test-report.ts';
import { removeFolder } from '../system/on-disk.ts';
import { createRunStore } from './run-store.ts';

const report: TestReport = {
  runner: 'tap',
  passed: ['a'],
  failed: [],
  skipped: [],
  reports: 1,
  problems: [],
};
const passed: CommandResult = {
  command: 'npm test',
  exit_code: 0,
  timed_out: false,
  duration_ms: 1200,
  tests: report,
  output: 'ok\n',
};
const failed: CommandResult = {
  ...passed,
  exit_code: 1,
  tests: { ...report, passed: [], failed: ['a'] },
};

const place = { tree: 'tree', commands: ['npm test'] };
const one = (result: CommandResult, beside = 0): KeptRun => ({ run: [result], beside });

async function stores() {
  const folder = await mkdtemp(join(tmpdir(), 'proofloop-measured-'));
  onTestFinished(() => removeFolder(folder));
  /** The store as another process opens it. */
  const open = (parts: string[] = ['1.0.0'], mark: string | null = 'mark') =>
    createRunStore(folder, { parts, mark: async () => mark });
  return { folder, open };
}

test('each run is given once to a process, in the order in which they were made, a red one too', async () => {
  const { open } = await stores();
  const first = open();
  expect(await first.recall(place, 0, 1)).toBeNull();
  await first.keep(place, [one(failed)]);
  expect(await first.recall(place, 1, 1)).toBeNull();
  await first.keep(place, [one({ ...failed, duration_ms: 5000, output: 'other words' }, 2)]);
  const second = open();
  expect(await second.recall(place, 0, 1)).toEqual([one(failed)]);
  expect(await second.recall(place, 0, 1)).toMatchObject([{ beside: 2 }]);
  expect(await second.recall(place, 0, 1)).toBeNull();
  // One that goes on with the run has its first one in the log.
  expect(await open().recall(place, 1, 1)).toMatchObject([{ beside: 2 }]);
  // Several are given whole, or up to the first that failed.
  expect(await open().recall(place, 0, 3)).toEqual([one(failed)]);
});

test('a part of several runs is none of them', async () => {
  const { open } = await stores();
  await open().keep(place, [one(passed), one(passed)]);
  expect(await open().recall(place, 0, 2)).toHaveLength(2);
  expect(await open().recall(place, 0, 3)).toBeNull();
});

test('is found again only where all is as it was', async () => {
  const { open } = await stores();
  await open().keep(place, [one(passed)]);
  expect(await open().recall(place, 0, 1)).toEqual([one(passed)]);
  const others = [
    open(['1.0.1']).recall(place, 0, 1),
    open(['1.0.0'], 'another compiler').recall(place, 0, 1),
    open(['1.0.0'], null).recall(place, 0, 1),
    open().recall({ ...place, tree: 'other' }, 0, 1),
    open().recall({ ...place, commands: ['npm run test'] }, 0, 1),
  ];
  expect(await Promise.all(others)).toEqual(others.map(() => null));
});

test('runs that came out differently tell nothing, and neither does any later one', async () => {
  const { open } = await stores();
  await open().keep(place, [one(passed)]);
  await open().keep(place, [one(failed)]);
  expect(await open().recall(place, 0, 1)).toBeNull();
  await open().keep(place, [one(passed)]);
  expect(await open().recall(place, 0, 1)).toBeNull();
  // With another compiler they may be sure again.
  await open(['1.0.0'], 'another compiler').keep(place, [one(passed)]);
  expect(await open(['1.0.0'], 'another compiler').recall(place, 0, 1)).toHaveLength(1);
});

test.each<[string, Partial<CommandResult>]>([
  ['a time limit', { timed_out: true }],
  ['a command that was ended', { exit_code: null }],
  ['a command that is not there', { exit_code: 127 }],
  ['a command that may not be started', { exit_code: 126 }],
  ['no report', { tests: null }],
  ['a report that is not sound', { tests: { ...report, problems: ['it is cut off'] } }],
  ['a run that is shorter than the look at what it follows from', { duration_ms: 500 }],
])('%s is not kept', async (_name, changed) => {
  const { folder, open } = await stores();
  await open().keep(place, [one({ ...passed, ...changed })]);
  expect(await readdir(folder)).toEqual([]);
  // The control.
  await open().keep(place, [one(passed)]);
  expect(await readdir(folder)).toHaveLength(1);
});
