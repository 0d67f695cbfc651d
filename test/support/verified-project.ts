import { symlinkSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { expect } from 'vitest';
import type { CommandResult } from '../../src/core/events.ts';
import type { TestReport } from '../../src/core/evidence/test-report.ts';
import type { Workspace } from '../../src/ports/run-workspace.ts';
import type { View } from '../../src/ports/view.ts';
import { createUnsandboxed } from '../../src/sandbox/unsandboxed.ts';
import { readTests } from '../../src/verify/reports/read-tests.ts';
import { createVerifier } from '../../src/verify/run-verification.ts';
import { programs } from './attack.ts';
import { temporaryFolder, writeFiles } from './run-fixture.ts';

const packages = resolve(import.meta.dirname, '../../node_modules');

/** The node of this repository, and the runners that are installed in it; the system's are behind them. */
const environment = {
  PATH: [join(packages, 'node/bin'), join(packages, '.bin'), process.env.PATH].join(':'),
  RUSTUP_HOME: process.env.RUSTUP_HOME ?? join(homedir(), '.rustup'),
};

/** Runs a verify command on these files, in `folder` below their top, as a run without a sandbox does. */
export async function verifyFiles(
  files: Record<string, string>,
  command: string,
  folder = '',
  more: Record<string, string> = {},
  reports: readonly string[] = [],
): Promise<CommandResult> {
  const home = await temporaryFolder();
  const root = join(home, 'view');
  await mkdir(root);
  writeFiles(root, files);
  symlinkSync(packages, join(root, 'node_modules'));
  const nothing = async () => {};
  const view: View = {
    kind: 'verification',
    root,
    beneath: [],
    snapshot: () => Promise.reject(new Error('there is no tree here')),
    close: nothing,
    discard: nothing,
  };
  const sandbox = createUnsandboxed({ ...environment, ...more }, programs);
  const places = { folder, scratch: join(home, 'verification'), rootOf: () => root, reports };
  const verifier = createVerifier({ open: async () => view } as unknown as Workspace, sandbox, places, {
    timeoutMs: 600_000,
    readReports: readTests,
  });
  const [result] = await verifier.verify('tree', [command], { signal: new AbortController().signal });
  if (result === undefined) throw new Error('the command was not run');
  return { ...result, output: stripVTControlCharacters(result.output) };
}

/** As `verifyFiles`, with the tests alone; they must be told without anything that another run would tell otherwise. */
export async function testsOf(...args: Parameters<typeof verifyFiles>): Promise<TestReport> {
  const { tests, output } = await verifyFiles(...args);
  expect(tests, output).not.toBeNull();
  expect(JSON.stringify(tests)).not.toMatch(/\/tmp\/|\/proofloop/);
  expect(output).not.toContain('proofloop/reports');
  return tests as TestReport;
}
