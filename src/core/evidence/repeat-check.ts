import { aloneCommand, directStart } from '../runners/direct-start.ts';
import { candidatePlan } from './altered-check.ts';
import { soundReport, statusById } from './baseline.ts';
import { type CandidateTrees, type EvidenceFacts, suiteRuns } from './facts.ts';
import { type CommandTest, failedAtBase, newlyPassing } from './fail-to-pass.ts';
import { type Finding, named } from './reasons.ts';
import { durationOf, runsOf, type SuiteRun, treesOfRuns } from './suite-runs.ts';
import { fileOfTest } from './test-report.ts';

/** A fair coin comes out so in a row once in 64 times. */
const passesWanted = 6;
/** Beyond the first, no run of the files alone is begun once they have taken this long together. */
const repeatsDurationMaxMs = 5 * 60_000;

/** The files of tests that pass now and did not at the base, run by themselves. */
export interface RepeatRuns {
  tree: string;
  /** One for each verify command whose runner can run files alone. */
  commands: readonly string[];
  times: number;
}

/** A test that did not pass at the base and passes now: as far as is known, a coin could do that. */
interface Coin extends CommandTest {
  /** Its place in the list of commands that run files alone; null where it can't be run so. */
  at: number | null;
  passes: number;
  wanted: number;
  /** What it came to in each run of its file alone. */
  alone: readonly ('passed' | 'other')[];
}

interface Coins {
  tree: string;
  commands: readonly string[];
  coins: readonly Coin[];
  runs: readonly SuiteRun[];
}

/** The next runs that are needed to tell the tests that pass now from coins; null where there are enough, or none help. */
export function nextRepeats(facts: EvidenceFacts, trees: CandidateTrees): RepeatRuns | null {
  for (const { tree, commands, coins, runs } of coinsOf(facts, trees)) {
    const missing = Math.max(0, ...coins.map(missingRuns));
    const spentMs = durationOf(runs);
    if (missing === 0 || (runs.length > 0 && spentMs >= repeatsDurationMaxMs)) continue;
    const onceMs = runs.length > 0 ? spentMs / runs.length : durationOf(suiteRuns(facts, tree).slice(-1));
    const room = Math.max(1, Math.floor((repeatsDurationMaxMs - spentMs) / Math.max(onceMs, 1)));
    return { tree, commands, times: Math.min(missing, room) };
  }
  return null;
}

/** Tests that pass at one time and not at another. */
export function coinFindings(facts: EvidenceFacts, trees: CandidateTrees): Finding[] {
  const coins = coinsOf(facts, trees).flatMap((one) => one.coins.filter(comesAndGoes));
  const ids = [...new Set(coins.map(({ id }) => id))];
  if (ids.length === 0) return [];
  const reason = `tests passed in one run and failed in another (their files run alone, several times): ${named(ids)}`;
  return [{ reason, reviewable: false }];
}

/**
 * Whether a test that passes at one time and not at another failed in all runs of the base so far: it may have come and gone
 * there too, and be nothing that the change has made.
 */
export const mayBeFlakyAtBase = (facts: EvidenceFacts, trees: CandidateTrees): boolean =>
  coinsOf(facts, trees).some(({ coins }) =>
    coins.some((coin) => comesAndGoes(coin) && failedAtBase(facts, coin)),
  );

/** The runs of files alone so far. */
export const repeatRuns = (facts: EvidenceFacts, trees: CandidateTrees): SuiteRun[] =>
  coinsOf(facts, trees).flatMap(({ runs }) => runs);

/** How often the tests that pass now have done so: those that did as often as they should, and the others. */
export function repeatCounts(
  facts: EvidenceFacts,
  trees: CandidateTrees,
): { enough: number; fewer: number; fewest: number } {
  const coins = coinsOf(facts, trees).flatMap((one) => one.coins);
  const fewer = coins.filter((coin) => passesOf(coin) < coin.wanted);
  const fewest = Math.min(...fewer.map(passesOf));
  return {
    enough: coins.length - fewer.length,
    fewer: fewer.length,
    fewest: fewer.length === 0 ? passesWanted : fewest,
  };
}

const passesOf = ({ passes, alone }: Coin): number =>
  passes + alone.filter((outcome) => outcome === 'passed').length;

const comesAndGoes = ({ alone }: Coin): boolean => alone.includes('passed') && alone.includes('other');

/** A test that can't pass without others around it fails each time, which a coin that has passed before does as rarely. */
function missingRuns(coin: Coin): number {
  if (coin.at === null || comesAndGoes(coin)) return 0;
  if (coin.alone.includes('other')) return Math.max(0, passesWanted - coin.alone.length);
  return Math.max(0, coin.wanted - passesOf(coin));
}

/** The base's red tests where they are put back, and those that are the run's own. */
function coinsOf(facts: EvidenceFacts, trees: CandidateTrees): Coins[] {
  const restored = newlyPassing(facts, trees.restored);
  const isThere = new Set(restored.map(({ index, id }) => `${index} ${id}`));
  const own = newlyPassing(facts).filter(({ index, id }) => !isThere.has(`${index} ${id}`));
  return [
    coinsOn(facts, trees, trees.restored, restored),
    ...(own.length === 0 ? [] : [coinsOn(facts, trees, facts.tree, own)]),
  ];
}

function coinsOn(
  facts: EvidenceFacts,
  trees: CandidateTrees,
  tree: string,
  tests: readonly CommandTest[],
): Coins {
  const lines = facts.commands.map((_command, index) => {
    const ids = tests.filter((test) => test.index === index).map(({ id }) => id);
    return aloneLine(facts, trees, index, ids);
  });
  const commands = lines.filter((line) => line !== null);
  const runs = commands.length === 0 ? [] : runsOf(facts.runs, 'repeat', tree, commands);
  const coins = tests.map(({ index, id }): Coin => {
    const line = lines[index] ?? null;
    const at = line === null ? null : lines.slice(0, index).filter((other) => other !== null).length;
    const alone = at === null ? [] : runs.map((run) => outcomeOf(run, at, id));
    const wanted = wasRed(facts, trees, index, id) ? 2 * passesWanted : passesWanted;
    return { index, id, at, passes: suitePasses(facts, trees, index, id), wanted, alone };
  });
  return { tree, commands, coins, runs };
}

/** For each verify command the line that runs the files of these tests alone; the command itself where there is none. */
export function aloneCommands(
  facts: EvidenceFacts,
  trees: CandidateTrees,
  tests: readonly CommandTest[],
): string[] {
  return facts.commands.map((command, index) => {
    const ids = tests.filter((test) => test.index === index).map(({ id }) => id);
    return aloneLine(facts, trees, index, ids) ?? command;
  });
}

/** Null where the runner that reports the tests was not seen to start, or can't run files alone. */
function aloneLine(
  facts: EvidenceFacts,
  trees: CandidateTrees,
  index: number,
  ids: readonly string[],
): string | null {
  const command = facts.commands[index] ?? '';
  const start = ids.length === 0 ? null : directStart(command, trees.packageScripts);
  const report = suiteRuns(facts, facts.tree)
    .map((run) => soundReport(run, index))
    .find((found) => found !== null);
  if (start === null || report?.runner !== start.runner) return null;
  const place = { folder: facts.options.folder, packages: trees.goPackages };
  const line = aloneCommand(start, [...new Set(ids.map(fileOfTest))].toSorted(), place);
  // Runs of the same line are told apart from those of the whole suite.
  return line === command ? `${line} ` : line;
}

function outcomeOf(run: SuiteRun, at: number, id: string): 'passed' | 'other' {
  const report = soundReport(run, at);
  return report !== null && statusById(report).get(id) === 'passed' ? 'passed' : 'other';
}

/** Passes in the suites on the candidate, and on what is left of it with the base's tests put back. */
function suitePasses(facts: EvidenceFacts, trees: CandidateTrees, index: number, id: string): number {
  const runs = [...new Set([facts.tree, trees.restored])].flatMap((tree) => suiteRuns(facts, tree));
  const beside = besideAltered(facts, trees, id);
  return [...runs, ...beside].filter((run) => outcomeOf(run, index, id) === 'passed').length;
}

/** The runs with tests that must fail in which what this one demands was not altered. */
function besideAltered(facts: EvidenceFacts, trees: CandidateTrees, id: string): readonly SuiteRun[] {
  const plan = candidatePlan(facts, trees);
  if (plan === null || plan.places.some(({ name }) => name === fileOfTest(id))) return [];
  return runsOf(facts.runs, 'canary', trees.restored, facts.commands);
}

/** Whether the test has failed on an earlier candidate, or where others were altered and it was not. */
function wasRed(facts: EvidenceFacts, trees: CandidateTrees, index: number, id: string): boolean {
  const current = new Set([facts.baseTree, facts.tree, trees.restored, ...facts.undoneTrees]);
  const earlier = treesOfRuns(facts.runs, facts.commands).filter((tree) => !current.has(tree));
  const runs = earlier.flatMap((tree) => suiteRuns(facts, tree));
  return [...runs, ...besideAltered(facts, trees, id)].some((run) => run[index]?.tests?.failed.includes(id));
}
