import type { LoggedEvent } from '../core/events.ts';
import { collectedCanaries } from '../core/evidence/canary-check.ts';
import { evidenceFacts } from '../core/evidence/evidence-facts.ts';
import { runsOf } from '../core/evidence/suite-runs.ts';
import { foldAll } from '../core/fold/fold.ts';
import { globMatcher } from '../core/protected/glob-matcher.ts';
import type { RunState, Verification } from '../core/state.ts';
import { summarize } from '../core/summary.ts';
import { sha256Hex } from '../core/text/sha256-hex.ts';
import { verificationReport } from '../views/summary/verification-report.ts';

/** A file, tree or text by its hash, as in-toto writes it (ResourceDescriptor). */
interface Resource {
  name: string;
  digest: Record<string, string>;
}

/** An in-toto Statement v1 with a test-result predicate v0.1; ours stands under `proofloop`, as the format allows. */
export interface Certificate {
  _type: 'https://in-toto.io/Statement/v1';
  subject: Resource[];
  predicateType: 'https://in-toto.io/attestation/test-result/v0.1';
  predicate: {
    result: 'PASSED' | 'WARNED';
    configuration: Resource[];
    passedTests: string[];
    warnedTests: string[];
    failedTests: string[];
    proofloop: ReturnType<typeof ownPart>;
  };
}

/**
 * What a completed run may show to others: a function of its log alone. `logHead` is the hash of the log's last line.
 * Null for a run that is not completed. The shape must stay: certificates of earlier versions are checked by it.
 */
export function certificate(events: readonly LoggedEvent[], logHead: string): Certificate | null {
  const state = foldAll(events);
  if (state?.phase !== 'completed') return null;
  const verification = state.verifications.get(state.tree) ?? null;
  return {
    _type: 'https://in-toto.io/Statement/v1',
    subject: [
      { name: 'tree', digest: { gitTree: state.tree } },
      ...(state.branch === null || state.commit === null
        ? []
        : [{ name: 'commit', digest: { gitCommit: state.commit } }]),
    ],
    predicateType: 'https://in-toto.io/attestation/test-result/v0.1',
    predicate: {
      result: verification === null ? 'WARNED' : 'PASSED',
      configuration: [
        { name: 'base', digest: { gitTree: state.baseTree } },
        ...(verification?.commands ?? []).map(({ command }) => ({
          name: command,
          digest: { sha256: sha256Hex(command) },
        })),
      ],
      ...testNames(verification),
      proofloop: ownPart(state, verification, events, logHead),
    },
  };
}

/** The file's text: the bytes that are signed and compared. */
export function certificateText(statement: Certificate): string {
  return `${JSON.stringify(statement, null, 2)}\n`;
}

/** Tests by what became of them; a command without a report on single tests is one test. A flaky one only warns. */
function testNames(
  verification: Verification | null,
): Pick<Certificate['predicate'], 'passedTests' | 'warnedTests' | 'failedTests'> {
  const flaky = new Set(verification?.flaky_tests ?? []);
  const passed = (verification?.commands ?? []).flatMap(({ command, tests }) => tests?.passed ?? [command]);
  return {
    passedTests: [...new Set(passed)].filter((id) => !flaky.has(id)).sort(),
    warnedTests: [...flaky].sort(),
    failedTests: [...(verification?.failing_tests ?? [])].filter((id) => !flaky.has(id)).sort(),
  };
}

function ownPart(
  state: RunState,
  verification: Verification | null,
  events: readonly LoggedEvent[],
  logHead: string,
) {
  const { options } = state;
  const report = verification && verificationReport(verification);
  const { evidence } = summarize(state);
  return {
    version: versionOf(events),
    run_id: state.runId,
    started_at: events[0]?.ts ?? null,
    completed_at: events.at(-1)?.ts ?? null,
    evidence,
    expect: options.expect,
    sandbox: options.sandbox,
    network: options.network,
    base: { commit: state.baseCommit, tree: state.baseTree },
    delivered: { tree: state.tree, commit: state.commit, branch: state.branch, files: [...state.artifacts] },
    setup: [...options.setup],
    commands: report?.commands ?? [],
    newly_passing_tests: report?.newly_passing_tests ?? [],
    flaky_tests: report?.flaky_tests ?? [],
    /** With the base's version of them put back, the result passed as well. */
    protected_changes: report?.protected_changes ?? [],
    /** A person has allowed changes to these, so that the run's version of them counted. */
    allowed_changes: {
      globs: [...options.allow_changes],
      files: state.artifacts.filter(globMatcher(options.allow_changes)),
    },
    /** Tests that had to fail, and did. */
    canaries: verification === null ? 0 : canaryCount(state),
    /** Commands over files that no model has seen; null for none. */
    sealed: sealedPart(state),
    log: { head: logHead, events: events.length },
  };
}

/** Of proofloop as it completed the run. */
function versionOf(events: readonly LoggedEvent[]): string {
  const versions = events.flatMap(({ event, payload }) =>
    event === 'loop_started' || event === 'judge_started' || event === 'loop_resumed'
      ? [payload.version]
      : [],
  );
  return versions.at(-1) ?? '';
}

function canaryCount(state: RunState): number {
  const facts = evidenceFacts(state);
  const { trees } = facts;
  if (trees === null || runsOf(facts.runs, 'canary', trees.restored, facts.commands).length === 0) return 0;
  return collectedCanaries(facts, trees).flat().length;
}

function sealedPart(state: RunState): { command: string; exit_code: number | null }[] | null {
  const { sealed, sealed_verify } = state.options;
  if (sealed === null) return null;
  const restored = state.evidenceTrees.get(state.tree)?.restored ?? state.tree;
  const [run = []] = runsOf(state.checkRuns, 'sealed', restored, sealed_verify);
  return run.map(({ command, exit_code }) => ({ command, exit_code }));
}
