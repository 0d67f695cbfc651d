import {
  badEdit,
  edit,
  sh,
  type ToolTrace,
  type TracedCall,
  testOutput,
  times,
  trace,
} from './tool-traces.ts';

const test = (failures: readonly string[], tree: string, durationMs = 800) =>
  sh('npm test', testOutput(failures, durationMs), failures.length > 0 ? 1 : 0, tree);
const read = (file: string, tree = 't0') => sh(`cat ${file}`, `contents of ${file} in ${tree}\n`, 0, tree);

/** Red, green, refactor: the same command after each edit. */
function redGreenRefactor(): TracedCall[] {
  return times(8, (round) => {
    const [red, green, tidy] = [`t${round}r`, `t${round}g`, `t${round}f`];
    return [
      edit(`+test ${round}`, red),
      test([`case ${round}`], red),
      edit(`+code ${round}`, green),
      test([], green),
      edit(`~name ${round}`, tidy),
      test([], tidy),
    ];
  }).flat();
}

/** Role calls that work, however much in them looks alike. */
export const healthyTraces: ToolTrace[] = [
  trace('red, green, refactor', redGreenRefactor()),
  trace(
    'a failure that stays the same over many different edits',
    times(25, (round) => [
      edit(`+attempt ${round}`, `t${round}`),
      test(['rounds half up'], `t${round}`),
    ]).flat(),
  ),
  trace(
    'a long build that is polled',
    [
      ...times(11, () => sh('sleep 120; tail -n 1 build.log', 'still linking\n')),
      sh('sleep 120; tail -n 1 build.log', 'linked\n'),
    ],
    'tester',
  ),
  trace(
    'a build whose progress is polled',
    times(40, (round) => sh('sleep 30; tail -n 1 build.log', `compiled ${round * 25} of 1000 files\n`)),
    'tester',
  ),
  trace(
    'forty files that are read',
    times(40, (round) => read(`src/file-${round}.ts`)),
    'planner',
  ),
  trace('a name that is searched for until it is found', [
    sh('grep -rn roundHalf src', '', 1),
    sh('grep -rn round_half src', '', 1),
    sh('grep -rni "half.*up" src lib', '', 1),
    sh('grep -rn Math.round src', 'src/price.ts:3: Math.round(x)\n'),
    read('src/price.ts'),
    edit('-round\n+floor', 't1'),
  ]),
  trace(
    'tools that are looked for',
    [
      ...['cargo', 'go', 'mvn', 'gradle', 'pytest'].map((name) => sh(`which ${name}`, '', 1)),
      sh('which node', '/usr/bin/node\n'),
      sh('node --version', 'v24.21.0\n'),
    ],
    'planner',
  ),
  trace('a comparison with the state before', [
    edit('+code', 't1'),
    test(['a', 'b'], 't1'),
    sh('git stash', 'Saved working directory\n', 0, 't0'),
    test(['b'], 't0'),
    sh('git stash pop', 'Dropped refs/stash\n', 0, 't1'),
    edit('+more code', 't2'),
    test(['b'], 't2'),
    sh('git stash', 'Saved working directory\n', 0, 't0'),
    test(['b'], 't0', 912),
    sh('git stash pop', 'Dropped refs/stash\n', 0, 't2'),
    edit('+even more', 't3'),
    test([], 't3'),
  ]),
  trace(
    'the same look around after each edit',
    times(15, (round) => [
      edit(`+line ${round}`, `t${round}`),
      sh('git status --short', ' M src/price.ts\n', 0, `t${round}`),
      sh('git diff --stat', ' 1 file changed\n', 0, `t${round}`),
    ]).flat(),
  ),
  trace('patches that do not apply at first', [
    read('src/price.ts'),
    badEdit('-let price', 'src/price.ts: hunk 1 does not apply'),
    badEdit('-let  price', 'src/price.ts: hunk 1 does not apply'),
    sh('cat -A src/price.ts', 'let^Iprice$\n'),
    edit('-let\tprice', 't1'),
    test([], 't1'),
  ]),
  trace(
    'many files that are checked one by one, all of them well',
    times(30, (round) => sh(`node --check src/file-${round}.js`, '')),
  ),
  trace(
    'a flaky test that is run several times',
    times(6, (run) => test(run % 2 === 0 ? ['sometimes'] : [], 't0', 700 + run)).slice(0, 4),
    'tester',
  ),
  trace('a result that is made sure of before the edit', [
    test(['a'], 't0', 801),
    test(['a'], 't0', 733),
    test(['a'], 't0', 790),
    edit('+code', 't1'),
    test([], 't1'),
  ]),
  trace(
    'the same files that are read again as the work goes on',
    times(12, (round) => [
      edit(`+part ${round}`, `t${round}`),
      read('src/price.ts', `t${round}`),
      sh('cat docs/rules.md', 'Round half up.\n', 0, `t${round}`),
    ]).flat(),
  ),
  trace(
    'files that are made one by one',
    times(20, (round) => sh(`mkdir -p src/part-${round}`, '', 0, 't0')),
  ),
  trace(
    'a listing before each new file',
    times(25, (round) => [sh('ls src', 'a b c\n'), read(`src/file-${round}.ts`)]).flat(),
    'planner',
  ),
  trace(
    'an installation that is tried in several ways',
    [
      sh('npm ci', 'npm error code EAI_AGAIN\n', 1),
      sh('npm ci --offline', 'npm error code ENOTCACHED\n', 1),
      sh('ls node_modules | head', 'left-pad\n'),
      test(['needs decimal.js'], 't0'),
    ],
    'tester',
  ),
];
