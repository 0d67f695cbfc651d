import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { payloadsOf, runProgram } from '../support/program.ts';
import { coderOutput, plannerOutput, testerOutput } from '../support/role-outputs.ts';
import {
  type FinishedRun,
  fingerprintOf,
  git,
  ownAdditions,
  plainFolderWith,
  playScript,
  repositoryWith,
  sumFix,
  sumProject,
  temporaryFolder,
  writeFiles,
} from '../support/run-fixture.ts';
import { type Answer, finalJson } from '../support/scripted-answers.ts';
import { always, answers } from '../support/scripted-endpoint.ts';
import { patch, shell } from '../support/tool-answers.ts';

/** What each role does before it says that all is well. */
type Steps = Partial<Record<'planner' | 'coder' | 'tester', Answer[]>>;

/** Plays a run in which the coder mends the sum, and all say so. */
async function mendIn(
  workspace: string,
  args: readonly string[] = [],
  steps: Steps = {},
): Promise<FinishedRun> {
  const script = answers({
    planner: [...(steps.planner ?? []), always(finalJson(plannerOutput({ done_flag: true })))],
    coder: [patch(sumFix), ...(steps.coder ?? []), always(finalJson(coderOutput()))],
    tester: [...(steps.tester ?? []), always(finalJson(testerOutput()))],
  });
  return playScript(workspace, script, ['--task', 'Mend.', '--verify', 'sh check.sh', ...args]);
}

const callFor = (run: FinishedRun, folder: string) => (command: string) =>
  runProgram({ args: [command, run.summary.run_id], folder, home: run.home });

const outputs = (run: FinishedRun, role: string) =>
  payloadsOf(run.events, 'tool_result').flatMap((result) => (result.role === role ? [result.output] : []));

describe('a plain folder', () => {
  test('is worked on, compared and changed without git ever appearing in it', async () => {
    const folder = await plainFolderWith(sumProject);
    const before = fingerprintOf(folder);
    const run = await mendIn(folder);
    expect(run.exitCode).toBe(0);
    expect(run.summary).toMatchObject({
      branch: null,
      artifacts: ['sum.sh'],
      evidence: { verdict: 'verified' },
    });
    expect(payloadsOf(run.events, 'loop_started')[0]?.base_commit).toBeNull();
    expect(fingerprintOf(folder)).toEqual(before);

    const call = callFor(run, folder);
    expect((await call('diff')).stdout).toContain('+echo $(($1 + $2))');
    expect(await call('apply')).toMatchObject({ exitCode: 0, stderr: '' });
    expect(readFileSync(join(folder, 'sum.sh'), 'utf8')).toContain('$1 + $2');
    expect([...fingerprintOf(folder).keys()]).toEqual([...before.keys()]);
  });
});

describe('a checkout with uncommitted changes', () => {
  const dirtyRepository = async () => {
    const repository = await repositoryWith({
      ...sumProject,
      'old.txt': 'old\n',
      'notes.txt': 'a\n',
      '.gitignore': 'secret\n',
    });
    writeFiles(repository, { 'staged.txt': 'staged\n', secret: 'hidden\n' });
    git(repository, 'add', 'staged.txt');
    writeFiles(repository, { 'untracked.txt': 'untracked\n', 'staged.txt': 'staged, then changed\n' });
    appendFileSync(join(repository, 'notes.txt'), 'b\n');
    rmSync(join(repository, 'old.txt'));
    return repository;
  };

  test('is the base of the run, in a commit of its own, and stays as it is to the byte', async () => {
    const repository = await dirtyRepository();
    const before = fingerprintOf(repository, ownAdditions);
    const run = await mendIn(repository, [], { coder: [shell('ls -A; cat notes.txt staged.txt')] });
    expect(run.exitCode).toBe(0);
    expect(fingerprintOf(repository, ownAdditions)).toEqual(before);
    expect(before.has('.git/index')).toBe(true);

    const [, seen] = outputs(run, 'coder');
    expect(seen).toContain('a\nb\nstaged, then changed\n');
    expect(seen).toContain('untracked.txt');
    expect(seen).not.toMatch(/old\.txt|secret/);
    expect(run.summary.artifacts).toEqual(['sum.sh']);

    const branch = run.summary.branch ?? '';
    expect(git(repository, 'log', '--format=%s', `main..${branch}`).split('\n')).toEqual([
      'Iteration 1: Coded.',
      `Uncommitted changes at the start of run ${run.summary.run_id}`,
    ]);
    expect(git(repository, 'diff', '--name-status', 'main', `${branch}^`).split('\n')).toEqual([
      'M\tnotes.txt',
      'D\told.txt',
      'A\tstaged.txt',
      'A\tuntracked.txt',
    ]);
    expect(git(repository, 'diff', '--name-only', `${branch}^`, branch)).toBe('sum.sh');
  });

  test('gets the result beside its own changes, with its index as it was', async () => {
    const repository = await dirtyRepository();
    const index = readFileSync(join(repository, '.git/index'));
    const run = await mendIn(repository);
    expect((await callFor(run, repository)('apply')).exitCode).toBe(0);
    expect(readFileSync(join(repository, '.git/index')).equals(index)).toBe(true);
    expect(readFileSync(join(repository, 'sum.sh'), 'utf8')).toContain('$1 + $2');
    expect(readFileSync(join(repository, 'notes.txt'), 'utf8')).toBe('a\nb\n');
  });

  test('is left as it is where the result no longer applies', async () => {
    const repository = await repositoryWith(sumProject);
    const script = [shell('echo more > a-new-file.txt')];
    const run = await mendIn(repository, [], { coder: script });
    writeFileSync(join(repository, 'sum.sh'), '#!/bin/sh\nexpr $1 + $2\n');
    const before = fingerprintOf(repository);
    const applied = await callFor(run, repository)('apply');
    expect(applied.exitCode).toBe(1);
    expect(applied.stderr).toMatch(/^error: the result does not apply.*sum\.sh/);
    expect(fingerprintOf(repository)).toEqual(before);
  });
});

describe('other layouts', () => {
  test('a folder within the repository: commands run there, the whole repository is seen', async () => {
    const repository = await repositoryWith({
      'README.md': 'Sums.\n',
      'sums/check.sh': '[ "$(cat value)" = 5 ]\n',
      'sums/value': '4\n',
    });
    const run = await playScript(
      join(repository, 'sums'),
      answers({
        planner: [shell('cat README.md'), finalJson(plannerOutput({ done_flag: true }))],
        coder: [shell('echo 5 > sums/value'), finalJson(coderOutput())],
        tester: [finalJson(testerOutput())],
      }),
      ['--task', 'Mend.', '--verify', 'sh check.sh'],
    );
    expect(run.exitCode).toBe(0);
    expect(outputs(run, 'planner')[0]).toContain('Sums.');
    expect(run.summary.artifacts).toEqual(['sums/value']);
    const latest = await runProgram({
      args: ['show', 'latest', '--json'],
      folder: join(repository, 'sums'),
      home: run.home,
    });
    expect(JSON.parse(latest.stdout)).toMatchObject({ run_id: run.summary.run_id });
  });

  test('a repository without a commit', async () => {
    const repository = await plainFolderWith(sumProject);
    git(repository, 'init', '--quiet', '-b', 'main');
    // Before its first commit a repository has no folder for logs of its branches.
    const additions = /^\.git\/(objects|refs\/heads\/proofloop|logs)/;
    const before = fingerprintOf(repository, additions);
    const run = await mendIn(repository);
    expect(run.exitCode).toBe(0);
    expect(payloadsOf(run.events, 'loop_started')[0]?.base_commit).toBeNull();
    expect(git(repository, 'log', '--format=%s', run.summary.branch ?? '').split('\n')).toEqual([
      'Iteration 1: Coded.',
      expect.stringContaining('Uncommitted changes'),
    ]);
    expect(fingerprintOf(repository, additions)).toEqual(before);
    expect((await callFor(run, repository)('apply')).exitCode).toBe(0);
  });

  test('a linked worktree', async () => {
    const main = await repositoryWith(sumProject);
    const linked = join(await temporaryFolder(), 'linked');
    git(main, 'worktree', 'add', '--quiet', '-b', 'side', linked);
    appendFileSync(join(linked, 'check.sh'), '# on the side\n');
    const [before, mainBefore] = [fingerprintOf(linked), fingerprintOf(main, ownAdditions)];
    const run = await mendIn(linked);
    expect(run.exitCode).toBe(0);
    expect(fingerprintOf(linked)).toEqual(before);
    expect(fingerprintOf(main, ownAdditions)).toEqual(mainBefore);
    expect(git(main, 'show', `${run.summary.branch}:check.sh`)).toContain('# on the side');
    expect((await callFor(run, linked)('apply')).exitCode).toBe(0);
    expect(readFileSync(join(linked, 'sum.sh'), 'utf8')).toContain('$1 + $2');
    expect(git(main, 'status', '--porcelain')).toBe('');
  });

  test('a log inside the repository is no part of the work', async () => {
    const repository = await repositoryWith(sumProject);
    const look = shell('find . -name .git -prune -o -type f -print');
    const steps = { planner: [look], coder: [look], tester: [look] };
    const run = await mendIn(repository, ['--log-path', join(repository, 'logs/run.jsonl')], steps);
    expect(run.exitCode).toBe(0);
    expect(readFileSync(join(repository, 'logs/run.jsonl'), 'utf8')).toBe(run.stdout);
    for (const role of ['planner', 'coder', 'tester']) {
      const listing = outputs(run, role).at(-1);
      expect(listing).toContain('./sum.sh');
      expect(listing).not.toContain('run.jsonl');
    }
    expect(git(repository, 'ls-tree', '-r', '--name-only', run.summary.branch ?? '')).toBe(
      'check.sh\nsum.sh',
    );
    const shown = await runProgram({
      args: ['show', 'logs/run.jsonl'],
      folder: repository,
      home: run.home,
    });
    expect(shown.exitCode).toBe(0);
  });
});

describe('what can not be delivered', () => {
  const nest = 'git init -q inner && cd inner && touch a && git add a';
  const commit = 'git -c user.name=C -c user.email=c@example.org commit -qm nested';

  test.each([
    ['a nested repository', `${nest} && ${commit}`],
    ['a nested repository without a commit', nest],
  ])('%s keeps the run from completing, and the reason is told', async (_name, command) => {
    const run = await mendIn(await repositoryWith(sumProject), ['--max-iterations', '2'], {
      coder: [
        shell(command),
        finalJson(coderOutput()),
        shell('rm -rf inner && echo "# plain" >> sum.sh'),
        finalJson(coderOutput()),
      ],
    });
    const reason = 'inner is a git repository of its own, and nested repositories are not delivered';
    expect(outputs(run, 'coder')[1]).toContain(reason);
    const [first, second] = payloadsOf(run.events, 'gate_evaluated');
    expect(first?.gates[0]).toMatchObject({ met: false, reason: expect.stringContaining(reason) });
    // Without the nested repository nothing stands in the way any more.
    expect(second?.gates[0]).toMatchObject({ met: true });
    expect(run.exitCode).toBe(0);
    expect(run.summary.artifacts).toEqual(['sum.sh']);
  });
});

describe('a folder with dependencies', () => {
  const needs = 'test "$(cat node_modules/dep/index.js)" = original';

  async function withDependencies(): Promise<string> {
    const repository = await repositoryWith({ ...sumProject, '.gitignore': 'node_modules\n' });
    writeFiles(repository, { 'node_modules/dep/index.js': 'original' });
    return repository;
  }

  test('is there for coder, tester and verification, is private to each, and is never delivered', async () => {
    const repository = await withDependencies();
    const before = fingerprintOf(repository, ownAdditions);
    const spoil = shell(`${needs} && echo spoilt > node_modules/dep/index.js && touch node_modules/new`);
    const run = await mendIn(repository, ['--verify', needs], { coder: [spoil], tester: [shell(needs)] });
    const results = payloadsOf(run.events, 'tool_result');
    expect(results.map(({ role, exit_code }) => [role, exit_code])).toEqual([
      ['coder', 0],
      ['coder', 0],
      ['tester', 0],
    ]);
    expect(run.exitCode).toBe(0);
    expect(run.summary.artifacts).toEqual(['sum.sh']);
    expect(git(repository, 'ls-tree', '-r', '--name-only', run.summary.branch ?? '')).not.toContain(
      'node_modules',
    );
    expect(fingerprintOf(repository, ownAdditions)).toEqual(before);
  });

  test("can be written to by the coder's commands in every iteration, as whatever user proofloop runs", async () => {
    const repository = await withDependencies();
    const write = shell(
      'mkdir node_modules/.cache && echo spoilt > node_modules/dep/index.js && echo written',
    );
    const said = finalJson(coderOutput());
    const script = answers({
      planner: [always(finalJson(plannerOutput({ done_flag: true })))],
      coder: [write, said, write, said, write, patch(sumFix), said],
      tester: [
        finalJson(testerOutput({ tests_passed: false })),
        finalJson(testerOutput({ tests_passed: false, failures: ['2 + 3 is not 5'] })),
        always(finalJson(testerOutput())),
      ],
    });
    const limits = ['--max-no-progress-iterations', '5', '--sandbox', 'auto'];
    const run = await playScript(repository, script, ['--task', 'Mend.', '--verify', needs, ...limits]);
    const written = outputs(run, 'coder').filter(
      (output) => output.includes('node_modules') || output.endsWith('written\n'),
    );
    expect(written).toEqual(Array.from({ length: 3 }, () => 'exit code 0\nwritten\n'));
    expect(run.summary).toMatchObject({ iteration: 3, artifacts: ['sum.sh'] });
  });

  test('is missed where it is missing', async () => {
    const repository = await withDependencies();
    rmSync(join(repository, 'node_modules'), { recursive: true });
    const run = await mendIn(repository, ['--verify', needs, '--max-iterations', '1']);
    expect(run.exitCode).toBe(3);
    expect(run.summary.evidence.verdict).toBe('refused');
    expect(existsSync(join(repository, 'node_modules'))).toBe(false);
  });
});
