import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Change, Ecosystem } from '../../test/languages/ecosystem.ts';
import { bats } from '../../test/languages/ecosystems/bats.ts';
import { cmake, meson } from '../../test/languages/ecosystems/c.ts';
import { elixir } from '../../test/languages/ecosystems/elixir.ts';
import { lua } from '../../test/languages/ecosystems/lua.ts';
import { perl } from '../../test/languages/ecosystems/perl.ts';
import { php } from '../../test/languages/ecosystems/php.ts';
import { minitest, rspec } from '../../test/languages/ecosystems/ruby.ts';
import { removeFolder } from '../../test/support/remove-folder.ts';
import { trustCases } from '../../test/trust/all-cases.ts';
import { isJudgeable, judgeCase } from '../../test/trust/judge-case.ts';
import { judgeCheckout } from './judge-checkout.ts';

/** A change in a repository, and whether it was judged as was written down beforehand. */
export interface JudgedChange {
  repository: string;
  change: string;
  isHonest: boolean;
  verdict: string;
  isRight: boolean;
}

const ecosystems: readonly Ecosystem[] = [perl, bats, rspec, minitest, php, lua, elixir, cmake, meson];

/** So many changes of each kind in the repositories of the trust cases, which `bench:judge` judges all. */
const casesEach = 2;

/**
 * Judges right and wrong changes in repositories with the runners of many languages, one after another: those whose names
 * hold the text.
 */
export async function* judgeRepositories(text: string): AsyncGenerator<JudgedChange> {
  for (const ecosystem of ecosystems.filter(({ name }) => name.includes(text))) {
    const { fix, testFirst, cheats } = ecosystem;
    yield await judged(ecosystem, 'the program mended', fix, true);
    yield await judged(ecosystem, 'a test with its function', { ...fix, ...testFirst }, true);
    for (const { name, change } of cheats) yield await judged(ecosystem, name, change, false);
  }
  const ofTrust = trustCases.filter((one) => isJudgeable(one) && one.project.name.includes(text));
  for (const name of new Set(ofTrust.map(({ project }) => project.name))) {
    const here = ofTrust.filter(({ project }) => project.name === name);
    const some = [true, false].flatMap((isHonest) =>
      here.filter(({ honest }) => honest === isHonest).slice(0, casesEach),
    );
    for (const one of some) {
      const { ending } = await judgeCase(one, 'verified');
      yield {
        repository: name,
        change: one.name,
        isHonest: one.honest,
        verdict: ending === 'completed' ? 'verified' : ending,
        isRight: ending === one.expected.verified,
      };
    }
  }
}

/** What is right is proven by a test; what is wrong is not let through at the lower level either. */
async function judged(
  ecosystem: Ecosystem,
  name: string,
  change: Change,
  isHonest: boolean,
): Promise<JudgedChange> {
  const folder = mkdtempSync(join(tmpdir(), 'proofloop-judge-'));
  try {
    const [repository, home] = [join(folder, 'repository'), join(folder, 'home')];
    mkdirSync(home);
    writeAll(repository, ecosystem.files);
    const git = (...args: string[]) => execFileSync('git', ['-C', repository, ...args], { stdio: 'ignore' });
    git('init', '--quiet', '-b', 'main');
    git('add', '-A');
    const author = ['-c', 'user.name=A', '-c', 'user.email=a@example.org'];
    git(...author, 'commit', '--quiet', '-m', 'first');
    writeAll(repository, change);
    const level = isHonest ? 'proven' : 'verified';
    const { verdict } = await judgeCheckout(repository, home, ['--base', 'HEAD', '--evidence', level]);
    const isRight = isHonest ? verdict === 'proven' : verdict === 'refused' || verdict === 'needs_review';
    return { repository: ecosystem.name, change: name, isHonest, verdict, isRight };
  } finally {
    await removeFolder(folder);
  }
}

function writeAll(folder: string, files: Change): void {
  for (const [path, text] of Object.entries(files)) {
    const place = join(folder, path);
    mkdirSync(dirname(place), { recursive: true });
    if (text === null) rmSync(place);
    else writeFileSync(place, text);
  }
}
