import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { eventsOf, payloadsOf, runProgram } from '../support/program.ts';
import { git, repositoryWith, temporaryFolder, writeFiles } from '../support/run-fixture.ts';

const heading =
  "const assert = require('node:assert');\nconst { test } = require('node:test');\nconst { sum } = require('./sum.js');\n";

const files = {
  '.gitignore': 'node_modules\n',
  'sum.js': "require('used');\nexports.sum = (a, b) => a - b;\n",
  'waits.test.js': `${heading}test('waits', async () => { await new Promise((resolve) => setTimeout(resolve, 1200)); assert.equal(sum(2, 0), 2); });\n`,
};

/** The checks of a judgement, each with whether it was known. */
async function judge(repository: string, home: string, ...args: string[]) {
  const { stdout, stderr } = await runProgram({
    args: ['judge', '--json', '--base', 'HEAD', '-C', repository, '--verify', 'node --test', ...args],
    folder: repository,
    home,
  });
  const events = eventsOf(stdout);
  const [finished] = payloadsOf(events, 'judge_finished');
  expect(finished?.verdict, stderr).toBe('verified');
  const checks = payloadsOf(events, 'check_result').map(({ check, cached }) => ({ check, cached }));
  // Files of new tests alone take less than a second.
  return { checks: checks.filter(({ check }) => check !== 'repeat') };
}

test('a second judgement of an unchanged tree answers from what is known, and one of anything else does not', async () => {
  const [repository, home] = [await repositoryWith(files), await temporaryFolder()];
  writeFiles(repository, { 'node_modules/used/index.js': 'module.exports = 1;\n' });
  writeFiles(repository, {
    'sum.js': files['sum.js'].replace('a - b', 'a + b'),
    'added.test.js': `${heading}test('adds', () => assert.equal(sum(2, 3), 5));\n`,
  });
  const isKnown = (expected: boolean) => (check: { cached: boolean }) => check.cached === expected;

  const first = await judge(repository, home);
  expect(first.checks.filter(isKnown(true))).toEqual([]);
  const second = await judge(repository, home);
  expect(second.checks).toHaveLength(first.checks.length);
  expect(second.checks.filter(isKnown(false))).toEqual([]);
  const executed = await runProgram({ args: ['replay', 'latest', '--execute'], folder: repository, home });
  expect(executed.exitCode, executed.stdout + executed.stderr).toBe(0);
  expect(executed.stdout).toMatch(/1 verification/);

  // The base is kept by its own rules.
  const ofChange = ({ checks }: typeof first) => checks.filter(({ check }) => !check.startsWith('baseline'));
  const elsewhere = await judge(repository, home, '--verify-timeout', '20');
  expect(ofChange(elsewhere).filter(isKnown(true))).toEqual([]);
  // Dependencies that no manifest tells of.
  writeFileSync(join(repository, 'node_modules/used/index.js'), 'module.exports = 2; // another one\n');
  expect(ofChange(await judge(repository, home)).filter(isKnown(true))).toEqual([]);
  const mounted = ['--mount', await temporaryFolder()];
  expect(ofChange(await judge(repository, home, ...mounted)).filter(isKnown(true))).toEqual([]);
  expect(ofChange(await judge(repository, home, ...mounted)).filter(isKnown(true))).toEqual([]);
  expect(git(repository, 'status', '--porcelain')).not.toContain('measured');
}, 300_000);
