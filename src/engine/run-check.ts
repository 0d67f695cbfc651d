import type { Step } from '../core/decision.ts';
import type { Alteration } from '../core/evidence/alteration.ts';
import type { KeptRun } from '../core/evidence/kept-run.ts';
import { placeKey, runsOf, type SuiteRun, wasRun } from '../core/evidence/suite-runs.ts';
import type { RunState } from '../core/state.ts';
import type { Outcome } from '../core/steps.ts';
import type { CommandManner } from '../ports/sandbox.ts';
import type { TreeId } from '../ports/view.ts';
import type { World } from './world.ts';

/** What a check is carried out by. */
export type PlacedCheck = Pick<Step<'check'>, 'place' | 'overlay' | 'times'>;

/** What a check is carried out with. */
export interface CheckContext extends CommandManner {
  /** The state that it was decided in. */
  state: RunState;
  world: World;
}

/** A check among others that run. */
export interface CheckWatch {
  /** How many others ran at the same time, afterwards. */
  beside: () => number;
  /** Called where it is not remembered what it comes to. */
  measures: () => void;
}

/**
 * Runs the commands of a check on a fresh checkout; resolves with what they came to, or what is remembered of that.
 */
export async function runCheck(
  step: PlacedCheck,
  context: CheckContext,
  { beside, measures }: CheckWatch,
): Promise<Outcome<'check'>> {
  const { place, overlay, times } = step;
  const { commands } = place;
  const { world, signal, priority } = context;
  const manner = priority === undefined ? { signal } : { signal, priority };
  const remembered = await recall(step, context);
  if (remembered !== null) return outcomeOf(step, remembered, true);
  measures();
  const { tree: demanding, alteration } = await withOtherExpectations(step, world);
  const laidOver = await world.evidenceTrees.treeWith(demanding, overlay);
  const measuredPlace = { tree: laidOver, commands };
  const known = await world.keptRuns.recall(measuredPlace, earlierRuns(step, context), times);
  if (known !== null) return knownOutcome(step, known, alteration);
  const runs: SuiteRun[] = [];
  while (runs.length < times && isClean(runs.at(-1)))
    runs.push(await world.verifier.verify(laidOver, commands, manner));
  const measured = { runs, altered: alteration };
  // What fails beside others may pass alone, for whoever asks next.
  if (beside() === 0 || measured.runs.every(isClean)) await remember(step, context, measured);
  const kept = runs.map((run) => ({ run, beside: beside() }));
  if (!world.isDiskFull()) await world.keptRuns.keep(measuredPlace, kept);
  const outcome = outcomeOf(step, measured, false);
  return beside() === 0 ? outcome : { ...outcome, payload: { ...outcome.payload, beside: beside() } };
}

/** A run that has failed may be all that has to be known. */
const isClean = (run: SuiteRun | undefined): boolean =>
  run?.every(({ exit_code }) => exit_code === 0) ?? true;

/** Runs of a check, and what was altered for them. */
interface Measured {
  runs: readonly SuiteRun[];
  altered: Alteration | null;
}

function outcomeOf({ place }: PlacedCheck, { runs, altered }: Measured, cached: boolean): Outcome<'check'> {
  return { event: 'check_result', payload: { ...place, cached, runs: runs.map((run) => [...run]), altered } };
}

/** What was measured beside others counts as little when it is remembered. */
function knownOutcome(
  step: PlacedCheck,
  known: readonly KeptRun[],
  altered: Alteration | null,
): Outcome<'check'> {
  const outcome = outcomeOf(step, { runs: known.map(({ run }) => run), altered }, true);
  const beside = Math.max(...known.map((one) => one.beside));
  return beside === 0 ? outcome : { ...outcome, payload: { ...outcome.payload, beside } };
}

/** How often these commands have run on these files so far, as the log has it. */
const earlierRuns = ({ place }: PlacedCheck, { state }: CheckContext): number =>
  state.checkRuns.get(placeKey(place))?.length ?? 0;

async function withOtherExpectations(
  { place, overlay }: PlacedCheck,
  { evidenceTrees }: World,
): Promise<{ tree: TreeId; alteration: Alteration | null }> {
  if (overlay.kind === 'failing functions')
    return { tree: await evidenceTrees.failingTree(place.tree, overlay.functions), alteration: null };
  if (overlay.kind === 'altered sealed files') {
    const laidOver = await evidenceTrees.treeWith(place.tree, { ...overlay, kind: 'sealed files' });
    return evidenceTrees.alteredTree(laidOver, overlay.altered);
  }
  const plan = overlay.kind === 'canaries' ? overlay.altered : null;
  return plan === null ? { tree: place.tree, alteration: null } : evidenceTrees.alteredTree(place.tree, plan);
}

/** What another run has measured on the same base; null where this run has asked already, or nothing is known. */
async function recall({ place }: PlacedCheck, { state, world }: CheckContext): Promise<Measured | null> {
  const { check, tree, commands } = place;
  if (wasRun(state.checkRuns, place)) return null;
  if (check !== 'baseline' && check !== 'baseline_canary') return null;
  const known = await world.baselines.recall(tree, commands);
  if (known === null) return null;
  if (check === 'baseline') return { runs: known.runs, altered: null };
  return known.canary === null ? null : { runs: [known.canary], altered: known.altered };
}

async function remember(
  { place }: PlacedCheck,
  { state, world }: CheckContext,
  { runs: added, altered }: Measured,
): Promise<void> {
  const { check, tree, commands } = place;
  if (check !== 'baseline' && check !== 'baseline_canary') return;
  const before = runsOf(state.checkRuns, 'baseline', tree, commands);
  const [canary = null] = check === 'baseline_canary' ? added : [];
  const runs = check === 'baseline' ? [...before, ...added] : before;
  await world.baselines.remember(tree, commands, { runs, canary, altered });
}
