import { resolve } from 'node:path';
import {
  certificateProblems,
  type KeptCertificate,
  readCertificate,
  subjectTrees,
} from '../certificate/certificate-problems.ts';
import type { Surroundings } from '../config/surroundings.ts';
import type { LoggedEvent } from '../core/events.ts';
import type { RunState } from '../core/state.ts';
import { replay } from '../engine/replay.ts';
import { lineHash } from '../log/encode-line.ts';
import type { RunPlace } from '../ports/run-place.ts';
import { auditRun, type RunAudit } from '../workspace/home/audit.ts';
import { bringRun } from './lay-out-run.ts';
import { readRun } from './read-run.ts';

/** What was found when a run was held against its log, its repository and its certificate. */
export interface VerifiedRun {
  /** What is wrong, each a sentence; none where all agrees. */
  problems: string[];
  /** What there is of a run without a problem; null where there is one. */
  sound: { events: number; trees: number; tip: RunAudit['tip']; certificate: CertificateStanding } | null;
}

/** What there is of a certificate that follows from its run's log. */
export type CertificateStanding = 'none' | 'not signed' | 'signed';

/** Checks a run's log, its trees and branch, and its certificate; `publicKeyPath` is the key to trust, null: the run's own. */
export async function verifyRun(
  run: RunPlace,
  publicKeyPath: string | null,
  surroundings: Surroundings,
): Promise<VerifiedRun> {
  const read = await readRun(run).catch((error: Error) => error);
  if (read instanceof Error) return { problems: [read.message], sound: null };
  const { state, events, lines, damage } = read;
  await bringRun(run, read, surroundings);
  const kept = await readCertificate(run.runHome);
  const trees = recordedTrees(events);
  const searchPath = surroundings.environment.PATH ?? '';
  const audit = await auditRun(run.runHome, [...trees, ...subjectTrees(kept)], state, searchPath);
  const publicKey = publicKeyPath && resolve(surroundings.currentFolder, publicKeyPath);
  const problems = [
    ...(damage === null ? [] : [damage]),
    ...replayProblems(events),
    ...treeProblems(audit, trees),
    ...branchProblems(audit, state, lines),
    ...(await certificateProblems(
      { state, events, head: lineHash(lines.at(-1) ?? '') },
      kept,
      audit,
      publicKey,
    )),
  ];
  if (problems.length > 0) return { problems, sound: null };
  const found = { events: events.length, trees: trees.length, tip: audit.tip, certificate: standingOf(kept) };
  return { problems, sound: found };
}

function standingOf({ statement, envelope }: KeptCertificate): CertificateStanding {
  if (statement === null) return 'none';
  return envelope === null ? 'not signed' : 'signed';
}

function replayProblems(events: readonly LoggedEvent[]): string[] {
  const { divergence } = replay(events);
  if (divergence === null) return [];
  return [
    `event ${divergence.seq} (${divergence.event}) does not follow from those before: see "proofloop replay"`,
  ];
}

function treeProblems({ missingTrees }: RunAudit, recorded: readonly string[]): string[] {
  const missing = recorded.filter((tree) => missingTrees.includes(tree));
  return missing.map((tree) => `tree ${tree} is recorded and can't be read`);
}

/** The branch must end with what the log says, by a commit that names a line of this very log. */
function branchProblems({ tip }: RunAudit, state: RunState, lines: readonly string[]): string[] {
  if (state.branch === null) return [];
  if (tip === null)
    return [`the branch ${state.branch} is gone, and no other holds its commit ${state.commit}`];
  if (tip.commit !== state.commit)
    return [`the branch ${state.branch} ends with ${tip.commit} instead of ${state.commit}`];
  const problems: string[] = [];
  if (tip.tree !== state.checkpointTree)
    problems.push(`the branch holds tree ${tip.tree} instead of ${state.checkpointTree}`);
  const head = /^Proofloop-Log-Head: ([0-9a-f]{64})$/m.exec(tip.message)?.[1];
  const known = head !== undefined && lines.some((line) => lineHash(line) === head);
  // A fork's first commit is its parent's, and names a line of the parent's log.
  const inherited = /^Proofloop-Run: (.+)$/m.exec(tip.message)?.[1] !== state.runId;
  if (!known && !inherited)
    problems.push(
      `the delivered commit names the log head ${head ?? '(none)'}, which is no line of this log`,
    );
  return problems;
}

function recordedTrees(events: readonly LoggedEvent[]): string[] {
  const trees = events.flatMap(({ event, payload }) => {
    if (event === 'loop_started') return [payload.base_tree];
    if (event === 'judge_started') return [payload.base_tree, payload.tree];
    if (event === 'tool_result' || event === 'checkpoint' || event === 'iteration_finished')
      return [payload.tree];
    return [];
  });
  return [...new Set(trees.filter((tree) => tree !== null))];
}
