import { readSurroundings } from '../../config/surroundings.ts';
import { findRun } from '../../runs/find-run.ts';
import { moveWorkspaceOf } from '../../runs/open-workspace-of.ts';
import { type CertificateStanding, verifyRun } from '../../runs/verify-run.ts';
import { plainText } from '../../views/text/plain-text.ts';
import { print } from '../output.ts';

/**
 * `proofloop verify`: resolves with the exit code, 0 where everything agrees. `publicKeyPath` is null for none, `movedTo`
 * is where the repository lies by now, null: where it did.
 */
export async function verifyCommand(
  name: string,
  publicKeyPath: string | null,
  movedTo: string | null,
): Promise<number> {
  const surroundings = readSurroundings();
  const run = await findRun(name, surroundings);
  if (movedTo !== null) await moveWorkspaceOf(run, movedTo, surroundings);
  const { problems, sound } = await verifyRun(run, publicKeyPath, surroundings);
  if (sound === null) {
    print([`unsound: run ${run.runId}`, ...problems.map((problem) => `  ${problem}`)]);
    return 1;
  }
  const { events, trees, tip, certificate } = sound;
  const at = tip?.commit.slice(0, 10);
  const kept = tip?.heldBy
    ? `branch removed, its commit ${at} is in ${plainText(tip.heldBy)}`
    : `branch at ${at}`;
  const delivered = tip === null ? 'nothing delivered' : kept;
  print([
    `sound: run ${run.runId}`,
    `  ${events} events in one chain, every decision follows from them`,
    `  ${trees} trees present, ${delivered}`,
    ...certificateLines(certificate),
  ]);
  return 0;
}

function certificateLines(standing: CertificateStanding): string[] {
  if (standing === 'none') return [];
  return [
    `  the certificate follows from the log, ${standing === 'signed' ? 'and its signature is right' : standing}`,
  ];
}
