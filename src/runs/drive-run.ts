import type { RunState } from '../core/state.ts';
import type { Journal } from '../engine/journal.ts';
import { runLoop } from '../engine/run-loop.ts';
import type { World } from '../engine/world.ts';
import type { RunPlace } from '../ports/run-place.ts';
import { sensitiveLines } from '../views/summary/summary-text.ts';
import type { RunWorkspace } from '../workspace/workspace.ts';
import { untaken } from './apply-run.ts';
import { BrokenRunError } from './broken-run-error.ts';
import { writeCertificate } from './write-certificate.ts';

/** A run whose loop has ended, in this process. */
export interface EndedRun {
  run: RunPlace;
  state: RunState;
  /** Whether the result was brought into the user's checkout. */
  applied: boolean;
  /** What a person should know of the certificate and of the result, each a sentence or a line of one. */
  warnings: readonly string[];
}

/** Runs the loop to its end, certifies what it completed, and brings the result home where that was asked for. */
export async function driveRun(
  run: RunPlace,
  world: World,
  journal: Journal,
  workspace: RunWorkspace,
): Promise<EndedRun> {
  let state: RunState;
  let warnings: string[] = [];
  try {
    state = await runLoop(world, journal);
    await journal.makeRoom();
    if (state.phase === 'completed') {
      warnings = await writeCertificate(run);
      await workspace.releaseBase();
    }
  } catch (error) {
    const isJudgement = journal.state().judgement !== null;
    const hint = isJudgement
      ? `judge again when that is mended; as far as it came: proofloop log ${run.runId}`
      : `go on when that is mended: proofloop resume ${run.runId}`;
    throw new BrokenRunError(run.runId, `${(error as Error).message}\n${hint}`, error);
  } finally {
    await journal.close();
  }
  if (state.phase !== 'completed' || !state.options.apply) return { run, state, applied: false, warnings };
  const problems = await applyResult(workspace, state);
  const applied = problems.length === 0 && state.tree !== state.baseTree;
  return { run, state, applied, warnings: [...warnings, ...problems] };
}

/** Why the result is not in the user's checkout; nothing where it is, or where there is none. */
async function applyResult(workspace: RunWorkspace, state: RunState): Promise<string[]> {
  if (state.tree === state.baseTree) return [];
  const sensitive = sensitiveLines(await untaken(workspace, state, []));
  if (sensitive.length > 0) {
    return [
      'warning: the result was not applied, since it holds files that can run by themselves:',
      ...sensitive,
      `take them, once you have read them: proofloop apply ${state.runId} --take <glob>`,
    ];
  }
  const outcome = await workspace.applyToCheckout(state.tree);
  if (outcome.kind !== 'refused') return [];
  return [`warning: the result was not applied: ${outcome.reason}`, 'It is kept on its branch.'];
}
