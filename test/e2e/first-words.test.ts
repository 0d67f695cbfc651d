import { execFile } from 'node:child_process';
import { copyFileSync, cpSync, linkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { type ProgramResult, programPath, runProgram } from '../support/program.ts';
import { coderOutput, plannerOutput, testerOutput } from '../support/role-outputs.ts';
import {
  endpointFor,
  plainFolderWith,
  repositoryWith,
  sumProject,
  temporaryFolder,
  writeFiles,
} from '../support/run-fixture.ts';
import { finalJson } from '../support/scripted-answers.ts';
import { answers } from '../support/scripted-endpoint.ts';

const root = resolve(import.meta.dirname, '../..');

function started(
  program: string,
  args: readonly string[],
  folder: string,
  home: string,
): Promise<ProgramResult> {
  const env = { ...process.env, HOME: home, PROOFLOOP_HOME: home, OPENAI_API_KEY: '' };
  return new Promise((ended) => {
    execFile(program, args, { cwd: folder, env }, (error, stdout, stderr) => {
      ended({ exitCode: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}

async function claimedRun(args: readonly string[]) {
  const [folder, home] = [await repositoryWith(sumProject), await temporaryFolder()];
  const endpoint = await endpointFor(
    answers({
      planner: [finalJson(plannerOutput({ done_flag: true }))],
      coder: [finalJson(coderOutput())],
      tester: [finalJson(testerOutput())],
    }),
  );
  const more = ['--evidence', 'claimed', '--sandbox', 'off', '--base-url', endpoint.baseUrl];
  const result = await runProgram({ args: [...args, ...more], folder, home });
  return { result, folder, home };
}

test('an argument that holds a blank is the task of a run', async () => {
  const { result } = await claimedRun(['Mend the "sum" of $HOME']);
  expect(result.exitCode).toBe(0);
  expect(result.stdout).toContain('task        Mend the "sum" of $HOME\n');
});

test('a single word that is no command names the nearest one', async () => {
  const [folder, home] = [await plainFolderWith({}), await temporaryFolder()];
  const { exitCode, stdout, stderr } = await runProgram({ args: ['aply'], folder, home });
  expect([exitCode, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(/^error: there is no command "aply"; the nearest is "apply"[^\n]*\n$/);
});

test("npm start of the checkout finds the caller's repository", async () => {
  const { folder, home } = await claimedRun(['run', '--task', 'Mend.']);
  const args = ['start', '--silent', '--prefix', root, '--', 'show', 'latest'];
  const shown = await started('npm', args, folder, home);
  expect(shown).toMatchObject({ exitCode: 0, stderr: '' });
  expect(shown.stdout).toContain('completed: all gates met');
});

/** The node that the tests run with, in another place, under which it calls itself an old one. */
async function oldNode(): Promise<[string, string, string]> {
  const folder = await temporaryFolder();
  const node = join(folder, 'node');
  try {
    linkSync(process.execPath, node);
  } catch {
    copyFileSync(process.execPath, node);
  }
  const versions = "{ ...process.versions, node: '20.1.0' }";
  writeFiles(folder, {
    'old.cjs': `Object.defineProperty(process, 'versions', { value: ${versions} });`,
  });
  return [node, '--require', join(folder, 'old.cjs')];
}

test('an old node starts the one that lies beside the program, and ends as that one does', async () => {
  const [node, ...options] = await oldNode();
  const [folder, home] = [await plainFolderWith({}), await temporaryFolder()];
  const listed = await started(node, [...options, programPath, 'runs', '--json'], folder, home);
  expect(listed).toEqual({ exitCode: 0, stdout: '[]\n', stderr: '' });
  const wrong = await started(node, [...options, programPath, 'shwo'], folder, home);
  expect(wrong).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('the nearest is "show"') });
});

test('where none lies there it says which node is needed', async () => {
  const [node, ...options] = await oldNode();
  const [folder, home] = [await plainFolderWith({}), await temporaryFolder()];
  cpSync(join(root, 'dist'), join(folder, 'dist'), { recursive: true });
  const alone = await started(node, [...options, join(folder, 'dist/proofloop.js'), 'runs'], folder, home);
  expect(alone).toEqual({
    exitCode: 2,
    stdout: '',
    stderr: 'proofloop needs Node 22.13 or later; this is 20.1.0.\n',
  });
});
