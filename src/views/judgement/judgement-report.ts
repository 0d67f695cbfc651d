import type { Payload } from '../../core/events.ts';
import type { LineRange } from '../../core/evidence/line-range.ts';
import { globMatcher } from '../../core/protected/glob-matcher.ts';
import type { ProtectedChange } from '../../core/protected/protection.ts';
import type { SensitiveFile } from '../../core/sensitive-path.ts';
import type { RunState } from '../../core/state.ts';
import { summarize } from '../../core/summary.ts';
import { type VerificationReport, verificationReport } from '../summary/verification-report.ts';
import { repeatCommand } from './repeat-command.ts';

export type JudgeVerdict = Payload<'judge_finished'>['verdict'];

/** A protected file that the change altered, and where. */
export interface AlteredProtectedFile extends ProtectedChange {
  /** Empty for a file that is gone, or where that is not known. */
  lines: readonly Pick<LineRange, 'from' | 'to'>[];
}

/** What became of one test that the base or the change has something to say about. */
export interface JudgedTests {
  passed: readonly string[];
  failed: readonly string[];
  skipped: readonly string[];
}

/** A judgement as values, for each form that it is told in. */
export interface JudgementReport {
  runId: string;
  /** Null while it goes on, or where it was left. */
  verdict: JudgeVerdict | null;
  reasons: readonly string[];
  base: string;
  /** `the checkout`, or the commit that was judged. */
  head: string;
  files: readonly string[];
  newlyPassing: readonly string[];
  altered: readonly AlteredProtectedFile[];
  /** Protected files that a person has let the change alter. */
  allowed: readonly string[];
  /** Changed files that can have an effect without being run by name. */
  careful: readonly SensitiveFile[];
  verification: VerificationReport | null;
  level: RunState['options']['evidence'];
  tests: JudgedTests;
  durationMs: number;
  /** How often the verify commands ran for it, and how often that was known before. */
  runs: number;
  remembered: number;
  /** The command line that judges the same again. */
  repeat: string;
  certificate: readonly string[];
  logPath: string;
}

/** What is known of the files beside the log. */
export interface ChangedFiles {
  ranges: readonly LineRange[];
  careful: readonly SensitiveFile[];
  certificate: readonly string[];
}

/** Where only the log is looked at. */
export const nothingKnown: ChangedFiles = { ranges: [], careful: [], certificate: [] };

/** The report of a judgement's state; throws for the state of a run. */
export function judgementReport(state: RunState, files: ChangedFiles): JudgementReport {
  const { judgement, options, baseCommit, baseTree, artifacts } = state;
  if (judgement === null) throw new Error(`${state.runId} is no judgement`);
  const { finished, headCommit } = judgement;
  const verification = state.verifications.get(state.tree) ?? null;
  const those = (status: keyof JudgedTests) =>
    (verification?.commands ?? []).flatMap(({ tests }) => tests?.[status] ?? []);
  return {
    runId: state.runId,
    verdict: finished?.verdict ?? null,
    reasons: finished?.reasons ?? [],
    base: baseCommit ?? baseTree,
    head: headCommit ?? 'the checkout',
    files: artifacts,
    newlyPassing: verification?.newly_passing_tests ?? [],
    altered: (verification?.protected_changes ?? []).map((change) => ({
      ...change,
      lines: files.ranges.filter(({ path }) => path === change.path),
    })),
    allowed: artifacts.filter(globMatcher(options.allow_changes)),
    careful: files.careful,
    verification: verification && verificationReport(verification),
    level: summarize(state).evidence.level,
    tests: { passed: those('passed'), failed: those('failed'), skipped: those('skipped') },
    durationMs: finished?.duration_ms ?? state.lastEventAt - state.processStartedAt,
    runs: [...state.checkRuns.values()].flat().length,
    remembered: state.rememberedRuns,
    repeat: repeatCommand(state),
    certificate: files.certificate,
    logPath: options.log_path,
  };
}

const verdictNames: Record<JudgeVerdict, string> = {
  proven: 'proven',
  verified: 'verified',
  refused: 'refused',
  needs_review: 'needs review',
  unverified: 'not verified',
};

/** `needs review`; of a judgement without a verdict, how it stands. */
export function verdictName(verdict: JudgeVerdict | null): string {
  return verdict === null ? 'not finished' : verdictNames[verdict];
}

/** The verdict with what it means, in one line. */
export function verdictLine({
  verdict,
  verification,
}: Pick<JudgementReport, 'verdict' | 'verification'>): string {
  if (verdict === null || verdict === 'unverified' || verification === null)
    return `${verdictName(verdict)}: ${verdictMeanings[verdict ?? 'unverified']}`;
  const isEmpty = verdict === 'verified' && ranNoTest(verification);
  const empty = isEmpty ? '; no test ran, so this says little' : '';
  return `${verdictName(verdict)}: ${verdictMeanings[verdict]}${empty} (${verification.grade})`;
}

/** Whether runners have told of no test at all that passed. */
const ranNoTest = ({ grade, commands }: Pick<VerificationReport, 'grade' | 'commands'>): boolean =>
  grade === 'per-test' && commands.every(({ passed }) => passed === 0);

const verdictMeanings: Record<JudgeVerdict, string> = {
  proven:
    'what passed at the base still passes, and a test shows the change: it passes now and fails without it',
  verified: "the verify commands pass on a fresh checkout of the change, with the base's tests put back too",
  refused: 'what was measured speaks against the change',
  needs_review:
    'only changes to tests or their configuration stand in the way, and a person has to say whether they may',
  unverified: 'there is no verdict on the change',
};
