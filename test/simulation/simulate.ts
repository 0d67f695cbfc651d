import { isDeepStrictEqual } from 'node:util';
import { type Outcome, outcomeOf, wrongWithCalm } from './outcome.ts';
import { seededRandom } from './random.ts';
import { type Scenario, scenarioOf } from './scenario.ts';
import {
  askProgram,
  eventsOfRun,
  type Kill,
  playProcess,
  prepareRun,
  runIdOf,
  type SimulatedRun,
} from './simulated-run.ts';

/** How a run that was killed again and again came out. */
export interface SimulationResult {
  /** Processes that were really killed. */
  kills: number;
  /** Empty where the run came out as the calm one. */
  problems: string[];
}

interface Calm {
  scenario: Scenario;
  outcome: Outcome;
  /** Lines of its log. */
  length: number;
}

const calms = new Map<number, Promise<Calm>>();

/** The run of a scenario without a kill, played once; the measure of the killed ones. */
export function calmRun(scenarioSeed: number): Promise<Calm> {
  const known = calms.get(scenarioSeed) ?? playCalm(scenarioOf(scenarioSeed));
  calms.set(scenarioSeed, known);
  return known;
}

async function playCalm(scenario: Scenario): Promise<Calm> {
  const run = await prepareRun(scenario);
  try {
    const { stderr } = await playProcess(run, null);
    const outcome = await outcomeOf(run).catch((error: Error) => {
      throw new Error(`${error.message}\n${stderr}`);
    });
    const wrong = wrongWithCalm(scenario, outcome);
    if (wrong.length > 0) throw new Error(wrong.join('\n'));
    return { scenario, outcome, length: (await eventsOfRun(run)).length };
  } finally {
    await run.close();
  }
}

/** Kills at up to three moments of a run that the seed chooses, starting included. */
export async function simulateSeed(seed: number, scenarios: number): Promise<SimulationResult> {
  const random = seededRandom(seed);
  const scenarioSeed = random.between(1, scenarios);
  const { length } = await calmRun(scenarioSeed);
  const kills = Array.from({ length: random.between(1, 3) }, (): Kill => {
    // The start of a process takes longer than any step: give it moments of its own.
    if (random.between(1, 8) === 1) return { afterLines: 0, delayMs: random.between(1, 400) };
    return { afterLines: random.between(1, length - 1), delayMs: random.between(0, 40) };
  });
  return playKilled(scenarioSeed, kills);
}

/** Plays a scenario whose processes are killed at these moments, one after another, and compares how it comes out. */
export async function playKilled(scenarioSeed: number, kills: readonly Kill[]): Promise<SimulationResult> {
  const calm = await calmRun(scenarioSeed);
  const run = await prepareRun(calm.scenario);
  let killed = 0;
  let written = 0;
  try {
    for (const { afterLines, delayMs } of kills) {
      // The moment counts from the beginning of the run; a later process prints only new lines.
      const kill = { afterLines: Math.max(0, afterLines - written), delayMs };
      const result = await playProcess(run, kill);
      if (result.exitCode === 0) break;
      if (result.exitCode !== null) return { kills: killed, problems: [described(result)] };
      killed += 1;
      written = (await eventsOfRun(run)).length;
    }
    const last = await playProcess(run, null);
    if (last.exitCode !== 0) return { kills: killed, problems: [described(last)] };
    const problems = [...differences(calm.outcome, await outcomeOf(run)), ...(await unsoundness(run))];
    return { kills: killed, problems };
  } catch (error) {
    return { kills: killed, problems: [`${(error as Error).message} (run ${await runIdOf(run)})`] };
  } finally {
    await run.close();
  }
}

function described({ exitCode, stderr }: { exitCode: number | null; stderr: string }): string {
  return `a process ended with ${exitCode}: ${stderr.trim()}`;
}

function differences(calm: Outcome, outcome: Outcome): string[] {
  const names = Object.keys(calm) as (keyof Outcome)[];
  return names
    .filter((name) => !isDeepStrictEqual(outcome[name], calm[name]))
    .map(
      (name) =>
        `${name}\n  calm:   ${JSON.stringify(calm[name])}\n  killed: ${JSON.stringify(outcome[name])}`,
    );
}

/** What `verify` finds, which replays the log as well. */
async function unsoundness(run: SimulatedRun): Promise<string[]> {
  const { exitCode, stdout, stderr } = await askProgram(run, 'verify');
  return exitCode === 0 ? [] : [`verify ends with ${exitCode}: ${stdout}${stderr}`];
}
