import type { SuiteRun } from '../core/evidence/check.ts';
import { runsOf } from '../core/evidence/check.ts';
import type { Check } from '../core/evidence/next-evidence.ts';
import type { RunState } from '../core/state.ts';
import type { TreeId } from '../ports.ts';
import { failedForRoom } from './disk-full.ts';
import type { RecordEvent, World } from './world.ts';

/** Runs the commands of a check on a fresh checkout and records what they came to, or what is remembered of that. */
export async function runCheck(
  { check, tree, commands, overlay }: Check,
  state: RunState,
  world: World,
  record: RecordEvent,
  now: number,
  signal: AbortSignal,
): Promise<void> {
  const iteration = state.iteration?.number ?? 0;
  const what = { iteration, check, tree, commands: [...commands] };
  await record({ event: 'check_started', payload: what }, now);
  try {
    const remembered = await recall(check, state, world, tree, commands);
    const runs = remembered ?? [await measure()];
    const cached = remembered !== null;
    if (!cached) await remember(check, state, world, tree, commands, runs);
    await record({
      event: 'check_result',
      payload: { ...what, cached, runs: runs.map((run) => [...run]) },
    });
  } catch (error) {
    if (signal.aborted) return;
    if (failedForRoom(error, world)) throw error;
    const reason = `the verification could not be carried out: ${(error as Error).message}`;
    await record({ event: 'step_failed', payload: { iteration, step: 'verification', error: reason } });
  }

  async function measure(): Promise<SuiteRun> {
    return world.verifier.verify(await world.evidenceTrees.treeWith(tree, overlay), commands, signal);
  }
}

/** Builds the trees that belong to the run's tree, and records them. */
export async function buildEvidenceTrees(state: RunState, world: World, record: RecordEvent): Promise<void> {
  const iteration = state.iteration?.number ?? 0;
  const { tree, options } = state;
  const protection = {
    commands: options.verify,
    folder: options.folder,
    protect: options.protect,
    allowed: options.allow_changes,
  };
  try {
    const restored = await world.evidenceTrees.restoredTree(tree, protection);
    const undone_tree = await world.evidenceTrees.undoneTree(tree, protection);
    const packages = await world.evidenceTrees.goPackages(state.baseTree);
    const payload = {
      iteration,
      tree,
      restored_tree: restored.tree,
      undone_tree,
      protected_changes: restored.changes,
      base_has_tests: await world.evidenceTrees.hasTests(state.baseTree),
      go_packages: packages.map(({ importPath, folder, name }) => ({
        import_path: importPath,
        folder,
        name,
      })),
      changed_lines: options.mutation ? await world.evidenceTrees.changedLines(tree, protection) : [],
    };
    await record({ event: 'evidence_trees', payload });
  } catch (error) {
    if (failedForRoom(error, world)) throw error;
    const reason = `the base's tests could not be put back: ${(error as Error).message}`;
    await record({ event: 'step_failed', payload: { iteration, step: 'verification', error: reason } });
  }
}

/** What another run has measured on the same base; null where this run has asked already, or nothing is known. */
async function recall(
  check: Check['check'],
  state: RunState,
  world: World,
  tree: TreeId,
  commands: readonly string[],
): Promise<readonly SuiteRun[] | null> {
  if (runsOf(state.checkRuns, check, tree, commands).length > 0) return null;
  if (check !== 'baseline' && check !== 'baseline_canary') return null;
  const known = await world.baselines.recall(tree, commands);
  if (known === null) return null;
  if (check === 'baseline') return known.runs;
  return known.canary === null ? null : [known.canary];
}

async function remember(
  check: Check['check'],
  state: RunState,
  world: World,
  tree: TreeId,
  commands: readonly string[],
  added: readonly SuiteRun[],
): Promise<void> {
  if (check !== 'baseline' && check !== 'baseline_canary') return;
  const before = runsOf(state.checkRuns, 'baseline', tree, commands);
  const [canary = null] = check === 'baseline_canary' ? added : [];
  const runs = check === 'baseline' ? [...before, ...added] : before;
  await world.baselines.remember(tree, commands, { runs, canary });
}
