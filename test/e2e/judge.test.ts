import { readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { replay } from '../../src/engine/replay.ts';
import { eventsOf, type ProgramResult, payloadsOf, runProgram } from '../support/program.ts';
import {
  fingerprintOf,
  git,
  plainFolderWith,
  repositoryWith,
  sumProject,
  temporaryFolder,
  writeFiles,
} from '../support/run-fixture.ts';

const fixed = { 'sum.sh': '#!/bin/sh\necho $(($1 + $2))\n' };
const check = ['--verify', 'sh check.sh'];

/** A branch `work` that mends the sum in one commit, beside a `main` that has gone on since. */
async function branched(): Promise<string> {
  const folder = await repositoryWith(sumProject);
  git(folder, 'switch', '--quiet', '-c', 'work');
  commit(folder, fixed, 'mend');
  git(folder, 'switch', '--quiet', 'main');
  commit(
    folder,
    { 'check.sh': `${sumProject['check.sh']}[ -e later.txt ] || exit 1\n`, 'later.txt': '' },
    'later',
  );
  git(folder, 'switch', '--quiet', 'work');
  return folder;
}

function commit(folder: string, files: Record<string, string>, message: string): void {
  writeFiles(folder, files);
  git(folder, 'add', '-A');
  git(folder, 'commit', '--quiet', '-m', message);
}

async function judge(folder: string, home: string, args: readonly string[]): Promise<ProgramResult> {
  return runProgram({ args: ['judge', '--sandbox', 'off', ...args], folder, home });
}

const started = ({ stdout }: ProgramResult) =>
  payloadsOf(eventsOf(stdout), 'judge_started')[0] ?? expect.fail('there is no judge_started');

describe('judge', () => {
  test('measures uncommitted work as a log that every other command reads, and writes nothing into the repository', async () => {
    const folder = await repositoryWith(sumProject);
    const home = await temporaryFolder();
    writeFiles(folder, { ...fixed, 'new.txt': 'untracked\n' });
    const before = fingerprintOf(folder);
    const result = await judge(folder, home, [...check, '--json']);
    expect(result).toMatchObject({ exitCode: 0 });
    expect(fingerprintOf(folder)).toEqual(before);
    const events = eventsOf(result.stdout);
    expect(replay(events).divergence).toBeNull();
    expect(events[0]?.payload).toMatchObject({
      base_commit: git(folder, 'rev-parse', 'HEAD'),
      base_tree: git(folder, 'rev-parse', 'HEAD^{tree}'),
      head_commit: null,
      files: ['new.txt', 'sum.sh'],
      uncommitted_files: 2,
    });
    expect(events.at(-1)).toMatchObject({
      event: 'judge_finished',
      payload: { verdict: 'verified', reasons: [], evidence: { verdict: 'verified', grade: 'exit-code' } },
    });
    const call = (...args: string[]) => runProgram({ args, folder, home });
    const told = await call('show', 'latest');
    expect(told).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^verified: /) });
    expect((await call('runs')).stdout).toMatch(/ verified .* judge 2 changed/);
    expect(await call('verify', 'latest')).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('certificate follows'),
    });
    expect(await call('replay', 'latest', '--execute')).toMatchObject({ exitCode: 0 });
    expect((await call('diff', 'latest')).stdout).toContain('+untracked');
    expect((await call('watch', 'latest')).stdout).toContain('verified: ');
    for (const command of [
      ['resume', 'latest'],
      ['accept', 'latest', '--allow-changes', '**'],
      ['apply', 'latest'],
    ]) {
      if (command[0] === 'resume') expect(await call(...command)).toMatchObject({ exitCode: 0 });
      else
        expect(await call(...command)).toMatchObject({
          exitCode: 2,
          stderr: expect.stringContaining('is a judgement'),
        });
    }
  });

  test('takes what the change is of a branch, a commit, and a branch that the base was merged into', async () => {
    const folder = await branched();
    const home = await temporaryFolder();
    const forkPoint = git(folder, 'merge-base', 'main', 'work');
    // What main got since then is not undone by the branch.
    for (const base of [[], ['--base', 'main']]) {
      const result = await judge(folder, home, [...check, '--json', ...base]);
      expect(result).toMatchObject({ exitCode: 0 });
      expect(started(result)).toMatchObject({ base_commit: forkPoint, head_commit: null, files: ['sum.sh'] });
    }
    git(folder, 'merge', '--quiet', '-m', 'from main', 'main');
    commit(folder, { 'readme.txt': 'more\n' }, 'more');
    const merged = await judge(folder, home, [...check, '--json']);
    expect(started(merged)).toMatchObject({
      base_commit: git(folder, 'rev-parse', 'main'),
      files: ['readme.txt', 'sum.sh'],
    });
    expect(merged.exitCode).toBe(0);
    // One commit, whatever lies in the checkout; by its id the base is exactly that commit.
    writeFiles(folder, { 'sum.sh': 'exit 1\n' });
    const one = await judge(folder, home, [...check, '--json', '--base', 'HEAD~1', '--head', 'HEAD']);
    expect(started(one)).toMatchObject({
      head_commit: git(folder, 'rev-parse', 'HEAD'),
      tree: git(folder, 'rev-parse', 'HEAD^{tree}'),
      files: ['readme.txt'],
      uncommitted_files: null,
    });
    expect(one.exitCode).toBe(0);
  });

  test('refuses what does not hold, and asks a person about an altered check', async () => {
    const folder = await repositoryWith(sumProject);
    const home = await temporaryFolder();
    writeFiles(folder, { 'sum.sh': 'echo 7\n' });
    const wrong = await judge(folder, home, check);
    expect(wrong).toMatchObject({ exitCode: 3, stdout: expect.stringMatching(/^refused: /) });
    writeFiles(folder, { 'check.sh': '#!/bin/sh\n[ "$(sh sum.sh 2 3)" = 7 ]\n' });
    const altered = await judge(folder, home, check);
    expect(altered.stdout).toMatch(/^needs review: /);
    expect(altered.stdout).toMatch(/^altered +check\.sh:2 \(modified\)$/m);
    expect(altered.exitCode).toBe(3);
    const allowed = await judge(folder, home, [...check, '--allow-changes', 'check.sh']);
    expect(allowed).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^verified: /) });
  });

  test('judges in a linked worktree and in a folder of a monorepo, by the configuration of the base', async () => {
    const files = Object.fromEntries(Object.entries(sumProject).map(([path, text]) => [`pkg/${path}`, text]));
    const main = await repositoryWith({
      ...files,
      'proofloop.config.json': '{ "verify": ["sh check.sh"] }\n',
    });
    const home = await temporaryFolder();
    const folder = join(await temporaryFolder(), 'linked');
    git(main, 'worktree', 'add', '--quiet', '-b', 'side', folder);
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    writeFiles(folder, {
      'pkg/sum.sh': fixed['sum.sh'],
      'proofloop.config.json': '{ "verify": ["true"] }\n',
    });
    const result = await judge(folder, home, ['-C', 'pkg', '--json']);
    expect(started(result).options).toMatchObject({ verify: ['sh check.sh'], folder: 'pkg' });
    expect(result.exitCode).toBe(0);
  });

  test('a base that says nothing of tests takes the command of the change, which alone does not suffice', async () => {
    const folder = await repositoryWith({ 'sum.js': 'exports.sum = (a, b) => a + b;\n' });
    const home = await temporaryFolder();
    writeFiles(folder, {
      'package.json': '{"scripts": {"test": "node --test"}}\n',
      'sum.js': 'exports.sum = (a, b) => a + b; exports.twice = (a) => 2 * a;\n',
    });
    const untested = await judge(folder, home, []);
    expect(untested).toMatchObject({
      exitCode: 3,
      stdout: expect.stringContaining('was proposed by the change'),
    });
    writeFiles(folder, {
      'sum.test.js':
        "const { test } = require('node:test');\nconst { twice } = require('./sum.js');\n" +
        "test('twice', () => require('node:assert').equal(twice(2), 4));\n",
    });
    const tested = await judge(folder, home, ['--evidence', 'proven']);
    expect(tested.stdout).toMatch(/^proven: [\s\S]*^passes now +1 test [\s\S]*sum\.test\.js > twice$/m);
    expect(tested.exitCode).toBe(0);
  });
});

test('that no test ran is said in the first line, and a key beside the change without a word of models', async () => {
  const manifest = '{"name": "shop", "scripts": {"test": "node --test"}}\n';
  const folder = await repositoryWith({ 'package.json': manifest, 'sum.js': 'exports.one = 1;\n' });
  const home = await temporaryFolder();
  writeFiles(folder, { 'sum.js': 'exports.one = 2;\n', '.env': 'KEY=1\n' });
  const untested = await judge(folder, home, []);
  expect(untested.stdout).toMatch(/^verified: .*; no test ran, so this says little \(per-test\)$/m);
  expect(untested.stderr.replaceAll(/\s+/g, ' ')).toMatch(
    /\.env may hold keys .* counts as a part of the change/,
  );
  expect(untested.stderr).not.toContain('models');
  writeFiles(folder, { 'a.test.js': "require('node:test').test('a', () => {});\n" });
  expect((await judge(folder, home, [])).stdout).toMatch(/^verified: (?!.*no test ran)/);
});

describe('what can not be judged ends with one sentence and exit code 2, and leaves nothing behind', () => {
  const clean = () => repositoryWith(sumProject);
  const dirty = async () => {
    const folder = await clean();
    writeFiles(folder, fixed);
    return folder;
  };
  const cases: [what: string, place: () => Promise<string>, args: string[], sentence: RegExp][] = [
    ['no repository', () => plainFolderWith(sumProject), check, /is no git repository/],
    ['an unknown base', dirty, ['--base', 'nowhere', ...check], /--base nowhere names no commit/],
    ['an unknown head', dirty, ['--head', '--nowhere', ...check], /--head --nowhere names no commit/],
    ['nothing uncommitted', clean, check, /^error: nothing to judge/],
    ['no default branch', () => renamed(clean), check, /no origin\/HEAD, main or master/],
    ['unrelated histories', () => unrelated(clean), ['--base', 'other', ...check], /no commit in common/],
    [
      'unrelated histories, by id',
      () => unrelated(clean),
      ['--base', 'other^{commit}', ...check],
      /no commit in common/,
    ],
    ['conflicts', conflicted, check, /left conflicts in sum\.sh/],
    ['a repository without a commit', unborn, check, /nothing was committed/],
    ['no verify command', dirty, [], /no verify command was found/],
    [
      'a command that never starts',
      dirty,
      ['--verify', './nowhere.sh'],
      /started neither at the base nor at the change/,
    ],
    ['a program that is not there', dirty, ['--verify', 'nowhere-program'], /nowhere-program was not found/],
    [
      'a level that measures nothing',
      dirty,
      ['--evidence', 'claimed', ...check],
      /--evidence claimed measures nothing/,
    ],
    ['a shallow clone', shallow, check, /git fetch --unshallow origin \+refs\/heads\/\*/],
    [
      'a branch that only the remote has',
      remoteBranch,
      ['--base', 'main', ...check],
      /--base main names no commit of this repository; origin\/main does; nothing/,
    ],
  ];

  test.each(cases)('%s', async (_what, place, args, sentence) => {
    const folder = await place();
    const home = await temporaryFolder();
    const before = fingerprintOf(folder);
    const result = await judge(folder, home, args);
    expect(result.stderr.trim().split('\n').at(-1)).toMatch(sentence);
    expect(result).toMatchObject({ exitCode: 2, stdout: '' });
    expect(fingerprintOf(folder)).toEqual(before);
    expect(readdirSync(home).filter((name) => name === 'runs')).toEqual([]);
  });
});

async function renamed(place: () => Promise<string>): Promise<string> {
  const folder = await place();
  git(folder, 'branch', '-m', 'trunk');
  return folder;
}

async function unrelated(place: () => Promise<string>): Promise<string> {
  const folder = await place();
  git(folder, 'switch', '--quiet', '--orphan', 'other');
  git(folder, 'commit', '--quiet', '--allow-empty', '-m', 'alone');
  git(folder, 'switch', '--quiet', 'main');
  return folder;
}

async function conflicted(): Promise<string> {
  const folder = await branched();
  commit(folder, { 'sum.sh': 'echo work\n' }, 'work');
  git(folder, 'switch', '--quiet', 'main');
  commit(folder, { 'sum.sh': 'echo main\n' }, 'main');
  expect(() => git(folder, 'merge', 'work')).toThrow();
  return folder;
}

async function unborn(): Promise<string> {
  const folder = await plainFolderWith(sumProject);
  git(folder, 'init', '--quiet', '-b', 'main');
  return folder;
}

/** A clone in which nobody has checked out the default branch. */
async function remoteBranch(): Promise<string> {
  const folder = join(await temporaryFolder(), 'clone');
  git(await temporaryFolder(), 'clone', '--quiet', '--branch', 'work', await branched(), folder);
  return folder;
}

/** Of a branch alone, as a build machine fetches it. */
async function shallow(): Promise<string> {
  const folder = join(await temporaryFolder(), 'clone');
  git(
    await temporaryFolder(),
    'clone',
    '--quiet',
    '--depth',
    '1',
    '--branch',
    'work',
    `file://${await branched()}`,
    folder,
  );
  git(folder, 'remote', 'rename', 'origin', 'upstream');
  return folder;
}
