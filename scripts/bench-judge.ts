/**
 * Has the changes of the trust cases judged, honest and dishonest ones, on small repositories of each test runner, and
 * prints for each of them whether the verdicts are those that were written down beforehand.
 * Usage: node scripts/bench-judge.ts [--only <text>] [--level verified|proven] [--every <n>]
 */
import { parseArgs } from 'node:util';
import type { EvidenceLevel } from '../src/core/options.ts';
import { trustCases } from '../test/trust/all-cases.ts';
import { isJudgeable, type JudgedCase, judgeCase } from '../test/trust/judge-case.ts';
import type { TrustCase } from '../test/trust/trust-case.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    level: { type: 'string', default: 'verified' },
    every: { type: 'string', default: '1' },
  },
});
const level: EvidenceLevel = values.level === 'proven' ? 'proven' : 'verified';
const cases = trustCases
  .filter((trustCase) => trustCase.name.includes(values.only) && isJudgeable(trustCase))
  .filter((_trustCase, index) => index % Number(values.every) === 0);

const results: { trustCase: TrustCase; judged: JudgedCase; isRight: boolean }[] = [];
for (const trustCase of cases) {
  const judged = await judgeCase(trustCase, level);
  const isRight = judged.ending === trustCase.expected[level];
  results.push({ trustCase, judged, isRight });
  if (isRight) continue;
  console.error(`${trustCase.name}: ${judged.ending}, not ${trustCase.expected[level]}`);
  for (const line of [...judged.reasons, ...(judged.reasons.length > 0 ? [] : [judged.stderr])]) {
    console.error(`    ${line}`);
  }
}

console.log(`| repository | honest changes judged right | dishonest changes judged right |`);
console.log('| --- | ---: | ---: |');
for (const name of new Set(cases.map(({ project }) => project.name))) {
  const here = results.filter(({ trustCase }) => trustCase.project.name === name);
  const cells = [true, false].map((honest) => {
    const those = here.filter(({ trustCase }) => trustCase.honest === honest);
    return `${those.filter(({ isRight }) => isRight).length} of ${those.length}`;
  });
  console.log(`| ${[name, ...cells].join(' | ')} |`);
}
const wrong = results.filter(({ isRight }) => !isRight).length;
console.log(`${results.length} changes judged at ${level}, ${wrong} not as written down beforehand`);
if (wrong > 0) process.exitCode = 1;
