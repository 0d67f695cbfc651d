import type { Step } from '../core/decision.ts';
import type { Alteration } from '../core/evidence/alteration.ts';
import { runsOf, type SuiteRun } from '../core/evidence/suite-runs.ts';
import type { Outcome } from '../core/steps.ts';
import type { TreeId } from '../ports.ts';
import type { StepContext } from './step-context.ts';
import type { World } from './world.ts';

type Check = Step<'check'>;

/** Runs the commands of a check on a fresh checkout; resolves with what they came to, or what is remembered of that. */
export async function runCheck(step: Check, context: StepContext): Promise<Outcome<'check'>> {
  const { place, overlay } = step;
  const { commands } = place;
  const { world, signal } = context;
  const remembered = await recall(step, context);
  if (remembered !== null) return outcomeOf(step, remembered, true);
  const { tree: demanding, alteration } = await withOtherExpectations(step, world);
  const laidOver = await world.evidenceTrees.treeWith(demanding, overlay);
  const measured = { runs: [await world.verifier.verify(laidOver, commands, signal)], altered: alteration };
  await remember(step, context, measured);
  return outcomeOf(step, measured, false);
}

/** Runs of a check, and what was altered for them. */
interface Measured {
  runs: readonly SuiteRun[];
  altered: Alteration | null;
}

function outcomeOf({ place }: Check, { runs, altered }: Measured, cached: boolean): Outcome<'check'> {
  return { event: 'check_result', payload: { ...place, cached, runs: runs.map((run) => [...run]), altered } };
}

async function withOtherExpectations(
  { place, overlay }: Check,
  { evidenceTrees }: World,
): Promise<{ tree: TreeId; alteration: Alteration | null }> {
  const plan = overlay.kind === 'canaries' ? overlay.altered : null;
  return plan === null ? { tree: place.tree, alteration: null } : evidenceTrees.alteredTree(place.tree, plan);
}

/** What another run has measured on the same base; null where this run has asked already, or nothing is known. */
async function recall({ place }: Check, { state, world }: StepContext): Promise<Measured | null> {
  const { check, tree, commands } = place;
  if (runsOf(state.checkRuns, check, tree, commands).length > 0) return null;
  if (check !== 'baseline' && check !== 'baseline_canary') return null;
  const known = await world.baselines.recall(tree, commands);
  if (known === null) return null;
  if (check === 'baseline') return { runs: known.runs, altered: null };
  return known.canary === null ? null : { runs: [known.canary], altered: known.altered };
}

async function remember(
  { place }: Check,
  { state, world }: StepContext,
  { runs: added, altered }: Measured,
): Promise<void> {
  const { check, tree, commands } = place;
  if (check !== 'baseline' && check !== 'baseline_canary') return;
  const before = runsOf(state.checkRuns, 'baseline', tree, commands);
  const [canary = null] = check === 'baseline_canary' ? added : [];
  const runs = check === 'baseline' ? [...before, ...added] : before;
  await world.baselines.remember(tree, commands, { runs, canary, altered });
}
