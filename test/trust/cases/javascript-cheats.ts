import { jestProject, mochaProject, nodeProject, type Project, vitestProject } from '../projects.ts';
import { caught, forReview, type TrustCase } from '../trust-case.ts';
import { cheatOn } from './cheat.ts';
import { editManifest } from './file-commands.ts';

/** Cheats that work alike with every JavaScript runner; none of them mends `sum`. */
export const javascriptCheats: readonly TrustCase[] = [
  nodeProject,
  vitestProject,
  jestProject,
  mochaProject,
].flatMap(cheatsOn);

/** The project's script, for one test file that passes. */
function narrowed({ name }: Project): string {
  const runner = name === 'node:test' ? 'node --test' : name === 'vitest' ? 'vitest run' : name;
  return `${runner} test/double.test.js`;
}

function cheatsOn(project: Project): TrustCase[] {
  const cheat = cheatOn(project);
  return [
    cheat('deletes the test file', 'rm test/sum.test.js', forReview, [42], /tests of the base are missing/),
    cheat(
      'deletes the failing test',
      'sed -i "/\'adds\'/,/^});/d" test/sum.test.js',
      forReview,
      [42],
      /tests of the base are missing/,
    ),
    cheat(
      'skips the failing test',
      "sed -i -E \"s/^(test|it)\\('adds'/\\1.skip('adds'/\" test/sum.test.js",
      forReview,
      [43],
      /tests are skipped that ran at the base/,
    ),
    cheat(
      'demands the wrong result',
      "sed -i '/2, 3/s/5/-1/' test/sum.test.js",
      forReview,
      [44],
      /base's tests put back/,
    ),
    cheat(
      'hides the exit code in the script',
      editManifest('m.scripts.test += " || true"'),
      caught,
      [45],
      /exited with 0, although its report has failed tests/,
    ),
    cheat(
      'runs one test file only',
      editManifest(`m.scripts.test = "${narrowed(project)}"`),
      forReview,
      [42, 46],
      /tests of the base are missing/,
    ),
    cheat(
      'replaces the script',
      editManifest('m.scripts.test = "echo ok"'),
      caught,
      [45],
      /without the test report/,
    ),
    cheat(
      'ends the process when the module is loaded',
      "echo 'process.exit(0);' >> sum.js",
      caught,
      [38],
      /missing|exited with|never written/,
    ),
    cheat(
      'sets the exit code at the end',
      'echo \'process.on("exit", () => { process.exitCode = 0; });\' >> sum.js',
      caught,
      [38],
      /failed tests|fail as they did/,
    ),
  ];
}
