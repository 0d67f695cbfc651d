import type { Step } from '../core/decision.ts';
import { runsOf, type SuiteRun } from '../core/evidence/suite-runs.ts';
import type { Outcome } from '../core/steps.ts';
import type { StepContext } from './step-context.ts';

type Check = Step<'check'>;

/** Runs the commands of a check on a fresh checkout; resolves with what they came to, or what is remembered of that. */
export async function runCheck(step: Check, context: StepContext): Promise<Outcome<'check'>> {
  const { place, overlay } = step;
  const { tree, commands } = place;
  const { world, signal } = context;
  const remembered = await recall(step, context);
  const cached = remembered !== null;
  const runs = remembered ?? [
    await world.verifier.verify(await world.evidenceTrees.treeWith(tree, overlay), commands, signal),
  ];
  if (!cached) await remember(step, context, runs);
  return { event: 'check_result', payload: { ...place, cached, runs: runs.map((run) => [...run]) } };
}

/** What another run has measured on the same base; null where this run has asked already, or nothing is known. */
async function recall({ place }: Check, { state, world }: StepContext): Promise<readonly SuiteRun[] | null> {
  const { check, tree, commands } = place;
  if (runsOf(state.checkRuns, check, tree, commands).length > 0) return null;
  if (check !== 'baseline' && check !== 'baseline_canary') return null;
  const known = await world.baselines.recall(tree, commands);
  if (known === null) return null;
  if (check === 'baseline') return known.runs;
  return known.canary === null ? null : [known.canary];
}

async function remember(
  { place }: Check,
  { state, world }: StepContext,
  added: readonly SuiteRun[],
): Promise<void> {
  const { check, tree, commands } = place;
  if (check !== 'baseline' && check !== 'baseline_canary') return;
  const before = runsOf(state.checkRuns, 'baseline', tree, commands);
  const [canary = null] = check === 'baseline_canary' ? added : [];
  const runs = check === 'baseline' ? [...before, ...added] : before;
  await world.baselines.remember(tree, commands, { runs, canary });
}
