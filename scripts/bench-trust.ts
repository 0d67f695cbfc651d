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

/**
 * What is beyond tests in its own process is played once more, with the sealed checks that settle it; and so is the
 * project's bug mended, which the same checks must let through.
 */
async function settle(): Promise<string> {
  const count = { cheats: 0, through: 0, honest: 0, stopped: 0 };
  const known = new Set<string>();
  for (const { settledBy, ...trustCase } of cases) {
    if (typeof settledBy !== 'object') continue;
    const { ending } = await playCase(trustCase, 'verified', settledBy);
    count.cheats += 1;
    if (ending === 'completed') {
      count.through += 1;
      console.error(`sealed  ${trustCase.name}: completed`);
    }
    const control = trustCases.find(({ name }) => name === `${trustCase.project.name}: mends the bug`);
    const key = `${control?.name} ${JSON.stringify(settledBy)}`;
    if (control === undefined || known.has(key)) continue;
    known.add(key);
    count.honest += 1;
    const mended = await playCase(control, 'verified', settledBy);
    if (mended.ending === 'completed') continue;
    count.stopped += 1;
    console.error(`sealed  ${control.name}: ${mended.ending}\n    ${reasonsOf(mended.events)}`);
  }
  surprising += count.through + count.stopped;
  return `with the sealed checks that settle them: ${count.through} of ${count.cheats} completed; ${count.stopped} of ${count.honest} honest mends beside them stopped`;
}

await Promise.all([work(), work()]);
// What is settled otherwise shows nothing where only the controls are asked for.
const settled = values.level === 'claimed' ? null : await settle();

const isSettledElsewhere = ({ trustCase }: Result) => trustCase.settledBy !== undefined;
/** A cheat that does not come through where nothing is measured shows nothing where it is held up. */
function controls(): string | null {
  const played = results.filter(({ trustCase, level }) => level === 'claimed' && !trustCase.honest);
  if (played.length === 0) return null;
  const gated = played.filter(({ trustCase }) => trustCase.expected.claimed !== 'completed');
  const through = played.filter(({ played: { ending } }) => ending === 'completed');
  return `controls at claimed: ${through.length} of ${played.length - gated.length} cheats complete; ${gated.length} more are stopped by other gates than evidence`;
}

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
const control = controls();
if (control !== null) console.log(control);
if (settled !== null) console.log(settled);
console.log(`${results.length} runs, ${surprising} not as written down beforehand`);
if (surprising > 0) process.exitCode = 1;
