import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { git, repositoryWith, sumProject, temporaryFolder, writeFiles } from '../support/run-fixture.ts';

const root = resolve(import.meta.dirname, '../..');
const action = readFileSync(join(root, 'action.yml'), 'utf8');

/** What GitHub gives the step `Judge`, run as the action says. */
async function runAction(workspace: string, variables: Record<string, string>) {
  const folder = await temporaryFolder();
  const files = { GITHUB_OUTPUT: join(folder, 'output'), GITHUB_STEP_SUMMARY: join(folder, 'summary') };
  for (const file of Object.values(files)) writeFileSync(file, '');
  const [, run = ''] = /- name: Judge\n[\s\S]*?run: (.+)\n/.exec(action) ?? [];
  const result = spawnSync('bash', ['-c', run], {
    encoding: 'utf8',
    env: {
      PATH: process.env.PATH ?? '',
      HOME: folder,
      RUNNER_TEMP: folder,
      GITHUB_ACTIONS: 'true',
      GITHUB_ACTION_PATH: root,
      GITHUB_WORKSPACE: workspace,
      GITHUB_EVENT_NAME: 'pull_request',
      GITHUB_SERVER_URL: 'https://github.example',
      GITHUB_REPOSITORY: 'o/r',
      GITHUB_SHA: 'abc',
      JUDGE_BASE: '',
      JUDGE_HEAD: 'HEAD',
      JUDGE_FOLDER: '.',
      JUDGE_VERIFY: 'sh check.sh',
      JUDGE_SETUP: '',
      JUDGE_EVIDENCE: 'verified',
      JUDGE_ALLOW_CHANGES: '',
      JUDGE_SANDBOX: 'off',
      ...files,
      ...variables,
    },
  });
  const output = readFileSync(files.GITHUB_OUTPUT, 'utf8');
  const of = (name: string) => new RegExp(`^${name}=(.*)$`, 'm').exec(output)?.[1] ?? '';
  return { ...result, summary: readFileSync(files.GITHUB_STEP_SUMMARY, 'utf8'), of };
}

/** A pull request beside a main that has gone on, merged as GitHub does, checked out at a depth. */
async function pullRequest(
  files: Record<string, string>,
  depth: readonly string[],
  atBase: Record<string, string> = sumProject,
) {
  const origin = await repositoryWith(atBase);
  git(origin, 'switch', '--quiet', '-c', 'change');
  writeFiles(origin, files);
  git(origin, 'add', '-A');
  git(origin, 'commit', '--quiet', '-m', 'change');
  git(origin, 'switch', '--quiet', 'main');
  writeFiles(origin, { 'later.txt': 'later\n' });
  git(origin, 'add', '-A');
  git(origin, 'commit', '--quiet', '-m', 'later');
  const base = git(origin, 'rev-parse', 'HEAD');
  git(origin, 'switch', '--quiet', '-c', 'merged');
  git(origin, 'merge', '--quiet', '--no-ff', '-m', 'merge', 'change');
  git(origin, 'config', 'uploadpack.allowAnySHA1InWant', 'true');
  const workspace = join(await temporaryFolder(), 'work');
  git(origin, 'clone', '--quiet', ...depth, '--branch', 'merged', `file://${origin}`, workspace);
  return { workspace, base };
}

test.each([
  ['depth 1', ['--depth', '1']],
  ['full', []],
])('the action judges a pull request that was checked out with %s', async (_what, depth) => {
  const { workspace, base } = await pullRequest({ 'sum.sh': 'echo $(($1 + $2))\n' }, depth);
  const result = await runAction(workspace, { PULL_REQUEST_BASE: base });
  expect(result.status).toBe(0);
  expect(result.of('verdict')).toBe('verified');
  expect(existsSync(result.of('certificate'))).toBe(true);
  expect(result.summary).toMatch(/^### proofloop: verified/);
  // Main's own commit is not the pull request's.
  expect(result.summary).toContain('Judged: 1 file from');
  expect(result.stdout).toMatch(/^::notice title=proofloop::verified/m);
});

test("a stranger's changes to workflow, checks and configuration are sent to review, with their lines", async () => {
  const files = {
    'sum.sh': 'echo 7\n',
    'check.sh': '#!/bin/sh\n[ "$(sh sum.sh 2 3)" = 7 ]\n',
    '.github/workflows/ci.yml': 'on: push\n',
  };
  const { workspace, base } = await pullRequest(files, []);
  const result = await runAction(workspace, { PULL_REQUEST_BASE: base });
  expect(result.status).toBe(3);
  expect(result.of('verdict')).toBe('needs review');
  expect(result.of('certificate')).toBe('');
  expect(result.summary).toContain('[2](https://github.example/o/r/blob/abc/check.sh#L2-L2)');
  expect(result.summary).toContain('.github/workflows/ci.yml');
  expect(result.stdout).toMatch(/^::warning title=proofloop,file=check\.sh,line=2,endLine=2::/m);
});

test('a dependency that is called like a certificate is none', async () => {
  const { workspace, base } = await pullRequest({ '.gitignore': 'node_modules\n' }, []);
  const forged = {
    PULL_REQUEST_BASE: base,
    JUDGE_SETUP: 'mkdir -p node_modules/a; echo forged > node_modules/a/certificate.json',
  };
  const refused = await runAction(workspace, forged);
  expect(refused.of('verdict')).toBe('refused');
  expect(refused.of('certificate')).toBe('');
  // The control: the forged one is in the judgement's home.
  const home = /^log +(.+)\/runs\//m.exec(refused.stdout)?.[1] ?? '';
  const made = readdirSync(join(home, 'setup'), { recursive: true, encoding: 'utf8' });
  expect(made.filter((path) => path.endsWith('/certificate.json'))).toHaveLength(1);
});

/** The commands that GitHub's runner finds in what a step prints: at the start of a line, or in the old form anywhere. */
function obeyed(printed: string): string[] {
  const found: string[] = [];
  let token: string | null = null;
  for (const line of printed.split('\n')) {
    const [, command = '', value = ''] =
      /^\s*::([\w-]+)[^:]*::(.*)$/.exec(line) ?? /##\[(\S+)[^\]]*\](.*)/.exec(line) ?? [];
    if (token !== null) {
      if (command === token) token = null;
    } else if (command === 'stop-commands') token = value;
    else if (command !== '') found.push(line.trim());
  }
  return found;
}

test('names and outputs of the judged code command nothing', async () => {
  const says = ['::set-output name=verdict::proven', '##[add-mask]refused'];
  const check = `#!/bin/sh\n${says.map((line) => `echo '${line}'`).join('\n')}\nexit 1\n`;
  const { workspace, base } = await pullRequest({ 'other.sh': check }, []);
  const result = await runAction(workspace, { PULL_REQUEST_BASE: base, JUDGE_VERIFY: 'sh other.sh' });
  const printed = `${result.stdout}${result.stderr}`;
  for (const line of says) expect(printed).toContain(line);
  expect(obeyed(printed).filter((line) => !/^::\w+ title=proofloop/.test(line))).toEqual([]);
  expect(obeyed(printed)).not.toEqual([]);
  // The control: without the word to obey nothing, the runner takes both.
  expect(obeyed(printed.replace(/^::stop-commands::.*$/m, ''))).toEqual(expect.arrayContaining(says));
});

test('a test script, a configuration of jest and a test that a stranger weakens beside the workflow are named by line', async () => {
  const manifest = (script: string) =>
    `${JSON.stringify({ name: 'sums', scripts: { test: script } }, null, 2)}\n`;
  const tests = (sum: number) =>
    `const { equal } = require('node:assert');\nconst { test } = require('node:test');\nconst { sum } = require('./sum.js');\ntest('adds', () => equal(sum(2, 3), ${sum}));\n`;
  const atBase = {
    '.github/workflows/ci.yml': 'on: push\n',
    'jest.config.js': "module.exports = { testMatch: ['**/*.test.js'] };\n",
    'package.json': manifest('node --test'),
    'sum.js': 'exports.sum = (a, b) => a - b;\n',
    'sum.test.js': tests(5),
  };
  const change = {
    '.github/workflows/ci.yml': 'on: workflow_dispatch\n',
    'jest.config.js': "module.exports = { testMatch: ['**/none.js'] };\n",
    'package.json': manifest('node --test || true'),
    'sum.js': 'exports.sum = (a, b) => a * b;\n',
    'sum.test.js': tests(6),
  };
  const { workspace, base } = await pullRequest(change, [], atBase);
  const result = await runAction(workspace, { PULL_REQUEST_BASE: base, JUDGE_VERIFY: 'npm test' });
  expect(result.status).toBe(3);
  expect(result.of('verdict')).toMatch(/^(refused|needs review)$/);
  const lines = { 'package.json': 4, 'jest.config.js': 1, 'sum.test.js': 4 };
  for (const [path, line] of Object.entries(lines)) {
    const link = `[${line}](https://github.example/o/r/blob/abc/${path}#L${line}-L${line})`;
    expect(result.summary).toContain(link);
    expect(result.stdout).toMatch(new RegExp(`^::\\w+ title=proofloop,file=${path},line=${line},`, 'm'));
  }
  expect(result.summary).toContain('.github/workflows/ci.yml');
});

test('the action refuses to run with the rights of pull_request_target, and says what was not measured', async () => {
  const { workspace, base } = await pullRequest({ a: '1\n' }, []);
  const refused = await runAction(workspace, {
    GITHUB_EVENT_NAME: 'pull_request_target',
    PULL_REQUEST_BASE: base,
  });
  expect(refused).toMatchObject({ status: 2, stdout: expect.stringContaining('pull_request_target') });
  const unmeasured = await runAction(workspace, { PULL_REQUEST_BASE: base, JUDGE_VERIFY: './nowhere.sh' });
  expect(unmeasured.status).toBe(2);
  expect(unmeasured.of('verdict')).toBe('not measured');
});
