import { randomBytes } from 'node:crypto';
import type { Surroundings } from '../config/surroundings.ts';
import { logVersion, type Payload } from '../core/events.ts';
import { evidenceRules } from '../core/evidence/evidence-rules.ts';
import { runOptionsOf } from '../core/judge-options.ts';
import type { Journal } from '../engine/journal.ts';
import type { World } from '../engine/world.ts';
import type { Inbox, RunObserver } from '../ports/attendance.ts';
import type { LogClaim } from '../ports/store.ts';
import { redactorFor } from '../wire/secrets-here.ts';
import { tellTelemetry } from '../wire/tell-telemetry.ts';
import { createWorld, openStore } from '../wire.ts';
import type { CreatedWorkspace, RunWorkspace } from '../workspace/workspace.ts';
import { checkBase, setUpBefore } from './check-base.ts';
import { chooseSetupNetwork, type SetupNetwork } from './choose-setup-network.ts';
import { driveRun, type EndedRun } from './drive-run.ts';
import { newJournal } from './new-journal.ts';
import { orNothing, removeHomeOf } from './nothing-kept.ts';
import type { PlannedJudgement } from './plan-judgement.ts';
import { takeFiles } from './take-files.ts';
import { UsageError } from './usage-error.ts';
import { version } from './version.ts';
import { withClaim } from './with-claim.ts';

interface StartedJudgement {
  world: World;
  journal: Journal;
  workspace: RunWorkspace;
}

/**
 * Measures the change and decides on it. A UsageError, and nothing is kept, where nothing could be measured: before it
 * began or when it had.
 */
export async function judgeChange(
  planned: PlannedJudgement,
  surroundings: Surroundings,
  inbox: Inbox,
  observer: RunObserver,
): Promise<EndedRun> {
  const { runId, runHome, options, kept } = planned;
  const run = { runId, runHome, logPath: options.log_path, ...kept };
  const { journal, world, workspace } = await orNothing(planned, () =>
    withClaim(openStore(run).claim(), (claim) =>
      startJudgement(planned, claim, surroundings, { inbox, observer }),
    ),
  );
  const ended = await driveRun(run, world, journal, workspace);
  const finished = ended.state.judgement?.finished;
  if (finished?.stop_reason !== 'not_measured') return ended;
  await withClaim(openStore(run).claim(), async (claim) => {
    await claim.remove();
    await claim.release();
  });
  await removeHomeOf(planned);
  throw new UsageError(`${finished.reasons.join('; ')}; nothing was measured`, 'not_measured');
}

async function startJudgement(
  planned: PlannedJudgement,
  claim: LogClaim,
  surroundings: Surroundings,
  { inbox, observer }: { inbox: Inbox; observer: RunObserver },
): Promise<StartedJudgement> {
  const { runId, runHome } = planned;
  const options = runOptionsOf(planned.options);
  const network = await chooseSetupNetwork(options, surroundings);
  const created = await takeFiles(
    { runId, runHome, options, judged: planned.ends, network: network.held },
    surroundings,
  );
  refuseUnjudgeable(planned, created);
  const { workspace } = created;
  const redact = redactorFor(surroundings);
  const world = createWorld({
    options,
    workspace,
    runHome,
    inbox,
    apiKey: null,
    // No model is asked.
    recorded: new Map(),
    idleTimeoutMs: 0,
    surroundings,
    redact,
    setupNetwork: network.held,
  });
  const { setup, notices } = await checkBase(options, runHome, world, surroundings);
  const payload = await startedEvent(planned, created, network, notices);
  const made = await newJournal(claim, options.log_path, redact);
  const journal = await tellTelemetry(made, () => [], version, surroundings);
  journal.observe(observer);
  await journal.record({ event: 'judge_started', payload });
  return { world: { ...world, setup: setUpBefore(world, setup) }, journal, workspace };
}

/** A UsageError for a checkout that can't be judged as it is, or that holds no change. */
function refuseUnjudgeable({ ends }: PlannedJudgement, { tree, conflicted }: CreatedWorkspace): void {
  if (ends.head === null && conflicted.length > 0) {
    const more = conflicted.length > 1 ? ` and ${conflicted.length - 1} more` : '';
    throw new UsageError(
      `a merge has left conflicts in ${conflicted[0]}${more}: resolve them, then judge; nothing was measured`,
    );
  }
  if (ends.standsOn !== ends.base.commit || tree !== ends.base.tree) return;
  throw new UsageError(
    'nothing to judge: the base is the head itself, and nothing is uncommitted; name another base with --base <rev>',
    'nothing_to_judge',
  );
}

async function startedEvent(
  { options, ends, verifyOfChange, runId }: PlannedJudgement,
  { workspace, tree, dependenciesKey, checkout }: CreatedWorkspace,
  { held, notice }: SetupNetwork,
  programs: readonly string[],
): Promise<Payload<'judge_started'>> {
  const { baseCommit, baseTree } = workspace;
  return {
    run_id: runId,
    base_commit: baseCommit,
    base_tree: baseTree,
    tree,
    head_commit: ends.head?.commit ?? null,
    files: await workspace.changedFiles(baseTree, tree),
    base_dependencies_key: dependenciesKey,
    dependencies_key: await workspace.dependenciesKey(tree),
    options,
    verify_of_change: verifyOfChange,
    uncommitted_files: ends.head === null ? checkout.uncommittedFiles : null,
    alteration_seed: randomBytes(16).toString('hex'),
    evidence_rules: evidenceRules,
    notices: [
      ...(ends.head === null ? checkout.notices : []),
      ...(notice === null ? [] : [notice]),
      ...programs,
    ],
    setup_network: held === null ? 'machine' : 'public',
    version,
    log_version: logVersion,
  };
}
