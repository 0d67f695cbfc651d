import { execFileSync, spawnSync } from 'node:child_process';
import { constants, cpSync, mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { removeFolder } from '../../test/support/remove-folder.ts';
import { type Judgement, judgeCheckout } from './judge-checkout.ts';

/** A commit of this project, judged against its parent. */
export interface JudgedCommit extends Judgement {
  commit: string;
  subject: string;
  /** Whether it altered tests or configuration that its parent had, which a person has to allow. */
  altersProtected: boolean;
  isRight: boolean;
}

const project = resolve(import.meta.dirname, '../..');

/**
 * The rooms on the lowest floors are pure, so their tests need neither a sandbox nor a network. Left out are the one that
 * starts other runners and those that try thousands of random cases, which take most of the time of all: their names begin
 * with c or l. So is one that in older commits fails about once in thirty by a random report: its name begins with m.
 */
const tested = [
  'src/views',
  'src/core/[a-qs-z]*/',
  'src/core/r*/[abd-ln-z]*.test.ts',
  'src/core/[abd-km-z]*.test.ts',
];
const verify = `node_modules/.bin/vitest run ${tested.join(' ')}`;

/** Packages that these tests do not need, and that would make each view a third of a gigabyte. */
const unneeded = ['@biomejs', '@typescript', 'typescript', 'dependency-cruiser', 'node', 'playwright-core'];

/**
 * Judges the last commits of this project, the newest first. One whose tests pass may not be refused, and where it altered no
 * test of its parent it needs nobody's word; one whose tests fail, run as any developer runs them, has to be refused.
 */
export async function* judgeOwnCommits(count: number, skip: number): AsyncGenerator<JudgedCommit> {
  const folder = mkdtempSync(join(tmpdir(), 'proofloop-judge-'));
  try {
    const [clone, home] = [join(folder, 'proofloop'), join(folder, 'home')];
    mkdirSync(home);
    execFileSync('git', ['clone', '--quiet', project, clone]);
    const left = unneeded.map((name) => join(project, 'node_modules', name));
    cpSync(join(project, 'node_modules'), join(clone, 'node_modules'), {
      recursive: true,
      verbatimSymlinks: true,
      mode: constants.COPYFILE_FICLONE,
      filter: (path) => !left.includes(path),
    });
    const environment = { PATH: `${resolve(process.execPath, '..')}:${process.env.PATH}` };
    const git = (...args: string[]) => execFileSync('git', ['-C', clone, ...args], { encoding: 'utf8' });
    const list = git(
      'log',
      `--max-count=${count}`,
      `--skip=${skip}`,
      '--first-parent',
      '--no-merges',
      '--format=%h %s',
    );
    for (const line of list.trim().split('\n')) {
      const [commit = '', ...words] = line.split(' ');
      const ends = ['--base', `${commit}~1`, '--head', commit];
      const judgement = await judgeCheckout(clone, home, [...ends, '--verify', verify], environment);
      const altersProtected = git('diff', '--name-only', '--diff-filter=MDR', `${commit}~1`, commit)
        .split('\n')
        .some((path) => /\.test\.tsx?$|^test\/|package(-lock)?\.json$|config/.test(path));
      const isRight =
        judgement.verdict === 'refused'
          ? !passes(clone, commit, environment) && passes(clone, `${commit}~1`, environment)
          : judgement.verdict === 'verified' || (altersProtected && judgement.verdict === 'needs_review');
      yield { ...judgement, commit, subject: words.join(' '), altersProtected, isRight };
    }
  } finally {
    await removeFolder(folder);
  }
}

/** Whether the tests pass at a commit, without any of what is judged by. */
function passes(clone: string, commit: string, environment: Record<string, string>): boolean {
  execFileSync('git', ['-C', clone, 'checkout', '--quiet', '--detach', commit]);
  const { status } = spawnSync('/bin/sh', ['-c', verify], {
    cwd: clone,
    env: { ...process.env, ...environment },
    stdio: 'ignore',
  });
  return status === 0;
}
