import { mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { payloadsOf, runProgram } from '../support/program.ts';
import { coderOutput, plannerOutput, testerOutput, workItem } from '../support/role-outputs.ts';
import { playScript, repositoryWith, runArguments, temporaryFolder } from '../support/run-fixture.ts';
import { finalJson } from '../support/scripted-answers.ts';
import { answers } from '../support/scripted-endpoint.ts';
import { shell } from '../support/tool-answers.ts';

const ownModules = resolve(import.meta.dirname, '../../node_modules');

/** Each alteration runs the tests once. */
vi.setConfig({ testTimeout: 120_000 });

/** StrykerJS needs a newer node than some systems have. */
const environment = { PATH: `${join(ownModules, 'node/bin')}:${process.env.PATH}` };

const files = {
  '.gitignore': 'node_modules\n',
  'package.json': '{ "name": "sums", "type": "module" }\n',
  // Settings of the repository's own, by which nothing would be altered.
  'stryker.config.json': '{ "mutate": [], "thresholds": { "break": 100 } }\n',
  'sum.js': 'export const sum = (a, b) => a - b;\n',
  'test/sum.test.js': `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sum } from '../sum.js';
test('adds', () => assert.equal(sum(2, 3), 5));
test('keeps zero', () => assert.equal(sum(4, 0), 4));
`,
};

const specialCase = `echo 'export const sum = (a, b) => (a === 2 && b === 3 ? 5 : a - b);' > sum.js`;

/** The project in the folder `top` of a repository. */
async function project(top: string): Promise<string> {
  const inTop = Object.entries(files).map(([path, text]) => [join(top, path), text]);
  return repositoryWith({ 'README.md': 'Sums.\n', ...Object.fromEntries(inTop) });
}

/** One iteration in which all say that everything is done, after the coder has run this command. */
async function play(coder: string, args: readonly string[], top = '.') {
  const repository = await project(top);
  const link = join(repository, top, 'node_modules/@stryker-mutator/core');
  mkdirSync(dirname(link), { recursive: true });
  symlinkSync(join(ownModules, '@stryker-mutator/core'), link);
  const script = answers({
    planner: [finalJson(plannerOutput({ done_flag: true, tasks: [workItem('sum')] }))],
    coder: [shell(`cd ${top} && ${coder}`), finalJson(coderOutput({ completed_task_ids: ['sum'] }))],
    tester: [finalJson(testerOutput())],
  });
  const options = ['--task', 'Mend sum.', '--max-iterations', '1', '--verify', 'node --test'];
  const run = await playScript(
    join(repository, top),
    script,
    [...options, '--sandbox', 'auto', '--mount', ownModules, ...args],
    environment,
  );
  const [verdict] = payloadsOf(run.events, 'verification_result');
  const checks = payloadsOf(run.events, 'check_result').filter(({ check }) => check === 'mutation');
  return { ...run, verdict, checks, mutants: checks[0]?.runs[0]?.[0]?.tests };
}

describe('a special case for the tested values', () => {
  test('passes without --mutation', async () => {
    const { exitCode, verdict, checks } = await play(specialCase, []);
    expect(exitCode).toBe(0);
    expect(verdict).toMatchObject({ verdict: 'verified' });
    expect(checks).toEqual([]);
  });

  test('is refused with it, by what could be otherwise without any test noticing', async () => {
    const { exitCode, verdict, mutants, checks } = await play(
      `${specialCase}; sed -i '1i // Stryker disable all' sum.js`,
      ['--mutation'],
    );
    expect(mutants, checks[0]?.runs[0]?.[0]?.output).toMatchObject({
      runner: 'stryker',
      problems: [],
      skipped: [],
    });
    expect(verdict).toMatchObject({ verdict: 'refused', reviewable: false });
    expect(verdict?.reasons).toEqual([
      '4 of 9 small alterations of the changed lines are noticed by no test (--mutation); at most 20 % may be. Unnoticed: ' +
        '"sum.js > 2:31 ConditionalExpression: a === 2 -> true", ' +
        '"sum.js > 2:31 LogicalOperator: a === 2 && b === 3 -> a === 2 || b === 3", ' +
        '"sum.js > 2:42 ConditionalExpression: b === 3 -> true", "sum.js > 2:56 ArithmeticOperator: a - b -> a + b". ' +
        'Add assertions that tell these from the code as it is, or take out what no test needs',
    ]);
    expect(exitCode).toBe(3);
  });
});

test('an honest change passes, in a folder of a larger repository too, with a test that only it has', async () => {
  const mend = `sed -i 's/a - b/a + b/' sum.js`;
  const double = `echo 'export const double = (a) => a * 2;' > '[double].js'`;
  const tested = `printf "import assert from 'node:assert/strict';\\nimport { test } from 'node:test';\\nimport { double } from '../[double].js';\\ntest('doubles', () => assert.equal(double(3), 6));\\n" > test/double.test.js`;
  const { exitCode, mutants, events, checks } = await play(
    `${mend} && ${double} && ${tested}`,
    ['--mutation'],
    'packages/sums',
  );
  expect(payloadsOf(events, 'evidence_trees')[0]?.changed_lines).toEqual([
    { path: 'packages/sums/[double].js', from: 1, to: 1 },
    { path: 'packages/sums/sum.js', from: 1, to: 1 },
  ]);
  expect(mutants, checks[0]?.runs[0]?.[0]?.output).toMatchObject({
    passed: [
      '[double].js > 1:23 ArrowFunction: (a) => a * 2 -> () => undefined',
      '[double].js > 1:30 ArithmeticOperator: a * 2 -> a / 2',
      'sum.js > 1:20 ArrowFunction: (a, b) => a + b -> () => undefined',
      'sum.js > 1:30 ArithmeticOperator: a + b -> a - b',
    ],
    failed: [
      '../../proofloop-mutation/control.js > 1:17 ArrowFunction: (a, b) => a + b -> () => undefined',
      '../../proofloop-mutation/control.js > 1:27 ArithmeticOperator: a + b -> a - b',
    ],
  });
  expect(exitCode).toBe(0);
  expect(payloadsOf(events, 'gate_evaluated')[0]?.gates[0]?.reason).toContain(
    '4 of 4 alterations of the changed lines are noticed',
  );
});

test('without StrykerJS nothing is started', async () => {
  const [folder, home] = [await project('.'), await temporaryFolder()];
  const args = runArguments(folder, 'http://127.0.0.1:9/v1', ['--task', 'Mend sum.', '--mutation']);
  const { exitCode, stderr } = await runProgram({ args, folder, home });
  expect(stderr).toMatch(
    /^error: --mutation needs StrykerJS, .*npm install --save-dev @stryker-mutator\/core/,
  );
  expect(exitCode).toBe(2);
  expect(readdirSync(home)).toEqual([]);
});
