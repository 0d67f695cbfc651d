/**
 * Has right and wrong changes judged, in small repositories of many languages and in this project's own last commits, and
 * prints each verdict beside what was expected.
 * Usage: node scripts/judge-table.ts [--only repositories|commits] [--repository <text>] [--commits <n>] [--skip <n>]
 * `--repository` takes those whose names hold the text; `--skip` leaves out the newest commits.
 */
import { parseArgs } from 'node:util';
import { judgeOwnCommits } from './judge-table/own-commits.ts';
import { judgeRepositories } from './judge-table/repositories.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    repository: { type: 'string', default: '' },
    commits: { type: 'string', default: '20' },
    skip: { type: 'string', default: '0' },
  },
});

const row = (...cells: (string | number)[]) =>
  console.log(`| ${cells.map((cell) => `${cell}`.replaceAll('|', '\\|')).join(' | ')} |`);
let wrong = 0;
let judged = 0;
const count = (isRight: boolean) => {
  judged += 1;
  if (!isRight) wrong += 1;
  return isRight ? 'yes' : '**no**';
};

if (values.only !== 'commits') {
  row('repository', 'change', 'is', 'verdict', 'as written down');
  row('---', '---', '---', '---', '---');
  for await (const { repository, change, isHonest, verdict, isRight } of judgeRepositories(values.repository))
    row(repository, change, isHonest ? 'right' : 'wrong', verdict, count(isRight));
  console.log();
}
if (values.only !== 'repositories') {
  row('commit', 'subject', 'alters tests', 'verdict', 'as expected', 'runs', 'seconds');
  row('---', '---', '---', '---', '---', '---:', '---:');
  for await (const one of judgeOwnCommits(Number(values.commits), Number(values.skip))) {
    const { commit, subject, altersProtected, verdict, isRight, runs, durationMs } = one;
    const seconds = Math.round(durationMs / 1000);
    row(commit, subject, altersProtected ? 'yes' : 'no', verdict, count(isRight), runs, seconds);
    if (!isRight) for (const reason of one.reasons) console.error(`${commit}: ${reason}`);
  }
  console.log();
}
console.log(`${judged} changes judged, ${wrong} otherwise than expected`);
if (wrong > 0) process.exitCode = 1;
