import { execFileSync } from 'node:child_process';
import { constants, cpSync, existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { payloadsOf, runProgram } from '../support/program.ts';
import { coderOutput, plannerOutput, testerOutput, workItem } from '../support/role-outputs.ts';
import { git, playScript, temporaryFolder } from '../support/run-fixture.ts';
import { finalJson } from '../support/scripted-answers.ts';
import { always, answers } from '../support/scripted-endpoint.ts';
import { patch, shell } from '../support/tool-answers.ts';

const project = resolve(import.meta.dirname, '../..');

/** What a test run of this project does not need, and what would make each view a third of a gigabyte. */
const unneeded = [
  ...['@biomejs', '@typescript', '@swc', 'typescript', 'openai', 'dependency-cruiser', 'node'],
  ...['@stryker-mutator', '@inquirer', '@babel', '@jest', 'jest', 'mocha', 'fast-check'],
];

/** A clone of this repository with its dependencies beside it, as after `npm ci`. */
async function cloneOfThisRepository(): Promise<string> {
  const clone = join(await temporaryFolder(), 'proofloop');
  execFileSync('git', ['clone', '--quiet', project, clone]);
  git(clone, 'checkout', '--quiet', '-B', 'main');
  const from = join(project, 'node_modules');
  const left = unneeded.map((name) => join(from, name));
  cpSync(from, join(clone, 'node_modules'), {
    recursive: true,
    verbatimSymlinks: true,
    mode: constants.COPYFILE_FICLONE,
    filter: (path) => !left.includes(path),
  });
  return clone;
}

const newFiles = (body: string) => `*** Begin Patch
*** Add File: src/core/clamp.ts
+/** The number itself, or the nearer end of the range that it is outside of. */
+export function clamp(value: number, lowest: number, highest: number): number {
+  return ${body};
+}
*** Add File: src/core/clamp.test.ts
+import { expect, test } from 'vitest';
+import { clamp } from './clamp.ts';
+
+test('keeps a number within a range', () => {
+  expect([-1, 0.5, 7].map((value) => clamp(value, 0, 1))).toEqual([0, 0.5, 1]);
+});
*** End Patch`;

const clampTest = 'src/core/clamp.test.ts > keeps a number within a range';

const mend = `*** Begin Patch
*** Update File: src/core/clamp.ts
@@ export function clamp(value: number, lowest: number, highest: number): number {
-  return Math.min(value, highest);
+  return Math.max(lowest, Math.min(value, highest));
*** End Patch`;

test('this project works on itself: a wrong function is refused, the right one is delivered', async () => {
  const clone = await cloneOfThisRepository();
  const script = answers({
    planner: [
      finalJson(plannerOutput({ done_flag: true, tasks: [workItem('clamp')] })),
      finalJson(plannerOutput({ done_flag: true })),
    ],
    coder: [
      patch(newFiles('Math.min(value, highest)')),
      finalJson(coderOutput({ summary: 'Added clamp.', completed_task_ids: ['clamp'] })),
      patch(mend),
      shell('node_modules/.bin/vitest run src/core/clamp.test.ts'),
      finalJson(coderOutput({ summary: 'Kept the lower end too.', completed_task_ids: ['clamp'] })),
    ],
    tester: [always(finalJson(testerOutput()))],
  });
  const verify = ['--verify', 'node_modules/.bin/vitest run src/core/clamp.test.ts'];
  // This project's tests need the node that runs them, which may not be the first in the path of the machine.
  const environment = { PATH: `${resolve(process.execPath, '..')}:${process.env.PATH}` };

  const run = await playScript(clone, script, ['--task', 'Add clamp.', ...verify], environment);

  expect(payloadsOf(run.events, 'verification_result')).toMatchObject([
    // It got as far as the wrong number, so the dependencies were there.
    { verdict: 'refused', commands: [{ exit_code: 1, tests: { failed: [clampTest] } }] },
    { verdict: 'verified', grade: 'per-test', commands: [{ exit_code: 0, tests: { passed: [clampTest] } }] },
  ]);
  expect(run.exitCode).toBe(0);
  expect(run.summary).toMatchObject({
    iteration: 2,
    artifacts: ['src/core/clamp.test.ts', 'src/core/clamp.ts'],
    evidence: { verdict: 'verified' },
  });

  const branch = run.summary.branch ?? '';
  expect(git(clone, 'log', '--format=%s', `main..${branch}`).split('\n')).toEqual([
    'Iteration 2: Kept the lower end too.',
    'Iteration 1: Added clamp.',
  ]);
  expect(git(clone, 'diff', '--name-only', 'main', branch).split('\n')).toEqual(run.summary.artifacts);
  expect(git(clone, 'status', '--porcelain')).toBe('');

  const applied = await runProgram({ args: ['apply', 'latest'], folder: clone, home: run.home });
  expect(applied.exitCode).toBe(0);
  expect(git(clone, 'status', '--porcelain', '--untracked-files=all').split('\n')).toEqual([
    '?? src/core/clamp.test.ts',
    '?? src/core/clamp.ts',
  ]);
  expect(existsSync(join(clone, 'node_modules', 'vitest'))).toBe(true);
}, 300_000);
