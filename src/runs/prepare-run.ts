import { randomBytes } from 'node:crypto';
import type { Surroundings } from '../config/surroundings.ts';
import { logVersion, type Payload } from '../core/events.ts';
import { evidenceRules } from '../core/evidence/evidence-rules.ts';
import { tokensOfFirstRequest } from '../core/preflight/first-request.ts';
import { hashPrompts } from '../core/roles/prompt-hash.ts';
import type { World } from '../engine/world.ts';
import type { Inbox } from '../ports/attendance.ts';
import { redactorWithAgents } from '../wire/secrets-here.ts';
import { createWorld } from '../wire.ts';
import type { RunWorkspace } from '../workspace/workspace.ts';
import { checkBase, setUpBefore } from './check-base.ts';
import { chooseSetupNetwork } from './choose-setup-network.ts';
import { noticeOfAgents } from './notice-of-agents.ts';
import type { PlannedRun } from './plan-run.ts';
import { takeFiles } from './take-files.ts';
import { UsageError } from './usage-error.ts';
import { version } from './version.ts';

/** All that a run needs before its first line is written. */
export interface PreparedRun {
  workspace: RunWorkspace;
  world: World;
  /** Takes the run's secrets out of a text. */
  redact: (text: string) => string;
  started: Payload<'loop_started'>;
}

/** Takes the base and tries what must work; nothing is written outside of the run's home but what keeps the base. */
export async function prepareRun(
  planned: PlannedRun,
  surroundings: Surroundings,
  inbox: Inbox,
): Promise<PreparedRun> {
  const { options, runId } = planned;
  const network = await chooseSetupNetwork(options, surroundings);
  const taking = takeFiles({ ...planned, judged: null, network: network.held }, surroundings);
  // Takes as long as a git command, so while git is at work.
  const promptsHash = hashPrompts();
  const { workspace, guidance, dependenciesKey, checkout } = await taking;
  const agentNotice = await noticeOfAgents(options);
  const redact = await redactorWithAgents(planned, surroundings);
  const setupNetwork = network.held;
  const parts = { ...planned, workspace, inbox, surroundings, redact, setupNetwork };
  const world = createWorld(parts);
  const checking = checkBase(planned.options, planned.runHome, world, surroundings);
  const { setup, notices } = await checking.catch(async (error: Error) => {
    await workspace.releaseBase();
    throw error;
  });
  const started = {
    run_id: runId,
    task: planned.task,
    max_iterations: options.max_iterations,
    base_commit: workspace.baseCommit,
    base_tree: workspace.baseTree,
    dependencies_key: dependenciesKey,
    options,
    version,
    log_version: logVersion,
    prompts_sha256: promptsHash,
    guidance,
    uncommitted_files: checkout.uncommittedFiles,
    alteration_seed: randomBytes(16).toString('hex'),
    evidence_rules: evidenceRules,
    notices: [
      ...checkout.notices,
      ...planned.notices,
      ...(network.notice === null ? [] : [network.notice]),
      ...agentNotice,
      ...notices,
    ],
    missing: [...planned.missing],
    setup_network: network.held === null ? ('machine' as const) : ('public' as const),
    forked_from: null,
  };
  const lacking = roomLacking(started);
  if (lacking !== null) {
    await workspace.releaseBase();
    throw new UsageError(lacking);
  }
  return { workspace, redact, world: { ...world, setup: setUpBefore(world, setup) }, started };
}

/** Why the first request could not be made within the token limit; null where it can. */
function roomLacking(started: Payload<'loop_started'>): string | null {
  const { max_tokens } = started.options;
  // What an agent's first request comes to, nobody here can tell.
  const isKnown = started.options.agents.planner === null && max_tokens > 0;
  const needed = isKnown ? tokensOfFirstRequest(started) : 0;
  if (needed <= max_tokens) return null;
  return `--max-tokens ${max_tokens} is too little for the first request, which may come to ${needed}; give at least that many, or 0 for no limit; nothing was started`;
}
