import { certificateFiles } from '../certificate/certificate-files.ts';
import type { Surroundings } from '../config/surroundings.ts';
import type { RunState } from '../core/state.ts';
import type { RunPlace } from '../ports/run-place.ts';
import { type JudgementReport, judgementReport, nothingKnown } from '../views/judgement/judgement-report.ts';
import { openWorkspaceOf } from './open-workspace-of.ts';

/** The report of a judgement, with what its files add to the log as long as they are there. */
export async function readJudgement(
  run: RunPlace,
  state: RunState,
  surroundings: Surroundings,
): Promise<JudgementReport> {
  const certificate = await certificateFiles(run.runHome);
  const workspace = await openWorkspaceOf(run, surroundings).catch(() => null);
  if (workspace === null) return judgementReport(state, { ...nothingKnown, certificate });
  const changes = state.verifications.get(state.tree)?.protected_changes ?? [];
  const paths = changes.map(({ path }) => path);
  return judgementReport(state, {
    ranges: await workspace.changedRanges(state.tree, paths),
    careful: await workspace.sensitiveChanges(state.tree),
    certificate,
  });
}
