import type { LoggedEvent } from '../core/events.ts';
import type { RunState } from '../core/state.ts';
import { firstDifference } from '../views/text/first-difference.ts';
import { certificatePath, envelopePath, readIfThere } from './certificate-files.ts';
import { signatureProblems } from './signature-problems.ts';
import { certificate, certificateText } from './statement.ts';

/** What a log says of its run. */
export interface ToldRun {
  state: RunState;
  events: readonly LoggedEvent[];
  /** Hash of the log's last line. */
  head: string;
}

/** What the repository holds of the trees that a certificate is about. */
export interface FoundTrees {
  missingTrees: readonly string[];
  /** The end of the run's branch; null where there is none. */
  tip: { tree: string } | null;
}

/** The files of a run's certificate as they are; null where there is none. */
export interface KeptCertificate {
  statement: Buffer | null;
  envelope: Buffer | null;
}

export async function readCertificate(runHome: string): Promise<KeptCertificate> {
  return {
    statement: await readIfThere(certificatePath(runHome)),
    envelope: await readIfThere(envelopePath(runHome)),
  };
}

/** The trees that a kept certificate is about, to be looked up. */
export function subjectTrees({ statement }: KeptCertificate): string[] {
  const parsed = parsedJson(statement) as { subject?: { digest?: { gitTree?: unknown } }[] } | null;
  const subjects = Array.isArray(parsed?.subject) ? parsed.subject : [];
  return subjects.flatMap((subject) => {
    const tree = subject?.digest?.gitTree;
    return typeof tree === 'string' && /^[0-9a-f]{40,64}$/.test(tree) ? [tree] : [];
  });
}

/**
 * What is wrong with a run's certificate, each a sentence. The subject's trees are among those that `audit` has looked
 * up; `publicKeyPath` is the key that a person trusts, null for the run's own.
 */
export async function certificateProblems(
  { state, events, head }: ToldRun,
  kept: KeptCertificate,
  audit: FoundTrees,
  publicKeyPath: string | null,
): Promise<string[]> {
  const expected = certificate(events, head);
  if (expected === null) {
    if (kept.statement !== null) return ['there is a certificate, although the run is not completed'];
    return publicKeyPath === null ? [] : ['the run is not completed, so there is no certificate to check'];
  }
  const { statement, envelope } = kept;
  if (statement === null) {
    return [`the certificate of the completed run is missing: proofloop resume ${state.runId} writes it`];
  }
  const trusted = { given: publicKeyPath, sign: state.options.sign };
  return [
    ...textProblems(certificateText(expected), expected, statement),
    ...subjectProblems(subjectTrees(kept), audit, state.branch),
    ...(await signatureProblems(state.runId, statement, envelope, trusted)),
  ];
}

function textProblems(text: string, expected: unknown, statement: Buffer): string[] {
  if (statement.equals(Buffer.from(text))) return [];
  const place = firstDifference(parsedJson(statement), expected);
  const where = place === null || place === '' ? 'its text is another one' : `it differs at ${place}`;
  return [`the certificate is not what follows from the log: ${where}`];
}

function subjectProblems(trees: readonly string[], audit: FoundTrees, branch: string | null): string[] {
  return trees.flatMap((tree) => [
    ...(audit.missingTrees.includes(tree)
      ? [`the certificate is about tree ${tree}, which can't be read`]
      : []),
    ...(audit.tip === null || audit.tip.tree === tree
      ? []
      : [`the certificate is about tree ${tree}, and the branch ${branch} holds tree ${audit.tip.tree}`]),
  ]);
}

function parsedJson(bytes: Buffer | null): unknown {
  try {
    return JSON.parse(bytes?.toString() ?? 'null');
  } catch {
    return null;
  }
}
