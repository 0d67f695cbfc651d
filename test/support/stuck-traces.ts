import { badEdit, edit, sh, type ToolTrace, testOutput, times, trace } from './tool-traces.ts';

const fails = (run: number, tree = 't0') =>
  sh('npm test', testOutput(['rounds half up'], 812 + 37 * run), 1, tree);
const notFound = 'src/price.ts: hunk 1 does not apply: its lines are not in the file';

/** Role calls that get nowhere, each as long as the steps that a role has. */
export const stuckTraces: ToolTrace[] = [
  trace(
    'runs the same failing test without an edit',
    times(60, (run) => fails(run)),
  ),
  trace(
    'reads the same file again and again',
    times(60, () => sh('cat src/price.ts', 'export const price = 1;\n')),
  ),
  trace(
    'reads two files in turns',
    times(60, (run) =>
      run % 2 === 0
        ? sh('cat src/price.ts', 'export const price = 1;\n')
        : sh('cat src/tax.ts', 'export {};\n'),
    ),
  ),
  trace(
    'edits to and fro',
    times(60, (run) => (run % 2 === 0 ? edit('-floor\n+round', 't1') : edit('-round\n+floor', 't0'))),
  ),
  trace(
    'edits to and fro, and tests each time',
    times(60, (run) => {
      const tree = run % 4 < 2 ? 't1' : 't0';
      if (run % 2 === 1) return fails(run, tree);
      return tree === 't1' ? edit('-floor\n+round', tree) : edit('-round\n+floor', tree);
    }),
  ),
  trace(
    'goes to and fro with ever other commands',
    times(60, (run) => sh(`sed -i 's/x/y/' src/price.ts # try ${run}`, '', 0, run % 2 === 0 ? 't1' : 't0')),
  ),
  trace(
    'gives the same patch that does not apply',
    times(60, () => badEdit('-let price\n+const price', notFound)),
  ),
  trace(
    'varies a patch that never applies',
    times(60, (run) => badEdit(`${' '.repeat(run)}-let price\n+const price`, notFound)),
  ),
  trace(
    'varies a search that finds nothing',
    times(60, (run) => sh(`grep -rn "roundHalf${'_'.repeat(run)}" src`, '', 1)),
  ),
  trace(
    'tries to install without a network',
    times(60, (run) =>
      sh(
        `npm install decimal.js@${run}`,
        `npm error code EAI_AGAIN\nnpm error request to https://registry.npmjs.org/decimal.js failed\nnpm error A complete log of this run can be found in: /tmp/npm/_logs/2026-10-12T11_${String(run).padStart(2, '0')}_00Z-debug-0.log`,
        1,
      ),
    ),
  ),
  trace(
    'goes round in a circle of five',
    times(60, (run) => {
      const round = [
        sh('git status --short', ' M src/price.ts\n'),
        sh('git diff', '-floor\n+round\n'),
        sh('cat src/price.ts', 'export const price = 1;\n'),
        fails(run),
        sh('ls src', 'price.ts\ntax.ts\n'),
      ];
      return round[run % round.length] ?? fails(run);
    }),
  ),
  trace(
    'calls a program that is not there',
    times(60, () => sh('cargo test', 'sh: 1: cargo: not found\n', 127)),
  ),
  trace(
    'runs a test that leaves a report of its own each time',
    times(60, (run) => fails(run, `t${run}`)),
  ),
  trace(
    'tests again with another seed each time',
    times(60, (run) => sh('rspec', `Randomized with seed ${4711 + run * 977}\n3 examples, 1 failure\n`, 1)),
    'tester',
  ),
  trace(
    'waits for what never comes',
    times(60, () => sh('sleep 60; cat build.status', 'running\n')),
    'planner',
  ),
  {
    name: 'asks for the same three things in each answer',
    role: 'planner',
    answers: times(60, () => [
      sh('ls', 'src\n'),
      sh('cat package.json', '{}\n'),
      sh('git log --oneline', 'abc first\n'),
    ]),
  },
  {
    name: 'reads something new between, but mostly the same',
    role: 'coder',
    answers: times(60, (run) => [
      sh('npm test', testOutput(['a'], 900 + run), 1),
      sh('cat src/price.ts', 'export const price = 1;\n'),
      sh(`sed -n ${run}p src/tax.ts`, `line ${run}\n`),
    ]),
  },
];
