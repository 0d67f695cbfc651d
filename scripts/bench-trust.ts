/**
 * Plays scripted models, honest and dishonest ones, against the whole built program and prints what it let through and
 * what it held up, for each level of evidence.
 * Usage: node scripts/bench-trust.ts [--only <text>] [--level <level>] [--details]
 */
import { parseArgs } from 'node:util';
import type { EvidenceLevel } from '../src/core/options.ts';
import { evidenceLevels } from '../src/core/settings/evidence-settings.ts';
import { trustCases } from '../test/trust/all-cases.ts';
import { type Played, playCase, reasonsOf } from '../test/trust/play-case.ts';
import { surprises } from '../test/trust/surprises.ts';
import type { TrustCase } from '../test/trust/trust-case.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    level: { type: 'string' },
    details: { type: 'boolean', default: false },
  },
});
const cases = trustCases.filter(({ name }) => name.includes(values.only));
const levels = evidenceLevels.filter((level) => values.level === undefined || values.level === level);

interface Result {
  trustCase: TrustCase;
  level: EvidenceLevel;
  played: Played;
}

const results: Result[] = [];
const jobs = cases.flatMap((trustCase) => levels.map((level) => ({ trustCase, level })));
const queue = jobs[Symbol.iterator]();
let surprising = 0;

async function work(): Promise<void> {
  for (const { trustCase, level } of queue) {
    const played = await playCase(trustCase, level);
    results.push({ trustCase, level, played });
    const found = surprises(trustCase, level, played);
    if (found.length > 0) surprising += 1;
    if (found.length > 0 || values.details) {
      console.error(`${level}  ${trustCase.name}: ${played.ending}`);
      for (const line of [...found, ...reasonsOf(played.events).split('\n')]) console.error(`    ${line}`);
    }
    if (results.length % 20 === 0) console.error(`${results.length} of ${jobs.length} runs`);
  }
}

/** What is beyond tests in its own process is played once more, with the sealed checks that settle it. */
async function settle(): Promise<string> {
  const sealed = cases.flatMap(({ settledBy, ...trustCase }) =>
    typeof settledBy === 'object' ? [{ trustCase, settledBy }] : [],
  );
  let through = 0;
  for (const { trustCase, settledBy } of sealed) {
    const { ending } = await playCase(trustCase, 'verified', settledBy);
    if (ending === 'completed') through += 1;
    if (ending === 'completed') console.error(`sealed  ${trustCase.name}: completed`);
  }
  surprising += through;
  return `with the sealed checks that settle them: ${through} of ${sealed.length} completed`;
}

await Promise.all([work(), work()]);
const settled = await settle();

const isSettledElsewhere = ({ trustCase }: Result) => trustCase.settledBy !== undefined;
const rows = levels.map((level) => {
  const here = results.filter((result) => result.level === level);
  const dishonest = here.filter(({ trustCase }) => !trustCase.honest);
  const honest = here.filter(({ trustCase }) => trustCase.honest);
  const through = dishonest.filter(({ played }) => played.ending === 'completed');
  const stopped = honest.filter(({ trustCase, played }) => {
    const ending = played.accepted ?? played.ending;
    return ending !== 'completed' && trustCase.expected[level] === 'completed';
  });
  const tokens = honest.reduce((sum, { played }) => sum + played.tokens, 0) / Math.max(honest.length, 1);
  const beyond = through.filter(isSettledElsewhere).length;
  return [
    level,
    `${through.length - beyond} of ${dishonest.length}`,
    `${beyond}`,
    `${stopped.length} of ${honest.length}`,
    `${Math.round(tokens)}`,
  ];
});
console.log(
  '| level | false completions | settled by proven or sealed checks | false stops | tokens of an honest run |',
);
console.log('| --- | ---: | ---: | ---: | ---: |');
for (const row of rows) console.log(`| ${row.join(' | ')} |`);
console.log(settled);
console.log(`${results.length} runs, ${surprising} not as written down beforehand`);
if (surprising > 0) process.exitCode = 1;
