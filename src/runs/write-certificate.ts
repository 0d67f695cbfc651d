import { stat } from 'node:fs/promises';
import { signedEnvelope } from '../certificate/envelope.ts';
import { readPrivateKey } from '../certificate/keys.ts';
import { foldAll } from '../core/fold/fold.ts';
import type { RunState } from '../core/state.ts';
import { readLog } from '../log/read-log.ts';
import { RunInUseError, takeWriterLock } from '../log/writer-lock.ts';
import { replaceFile } from '../system/replace-file.ts';
import { certificate, certificateText } from '../views/certificate.ts';
import { systemClock } from '../wire.ts';
import { certificateFiles, certificatePath, envelopePath, readIfThere } from './certificate-files.ts';
import type { FoundRun } from './find-run.ts';
import { writerLockPath } from './writer-of-run.ts';

/**
 * Writes what a completed run lacks of its certificate and of the signature that was asked for. Resolves with what a
 * person should know of it: the run is completed either way, so nothing here is an error. Only the run's writer may call.
 */
export async function writeCertificate(run: FoundRun): Promise<string[]> {
  const again = `it is written by: proofloop resume ${run.runId}`;
  try {
    const { events, head } = await readLog(run.logPath);
    const statement = certificate(events, head);
    if (statement === null) return [];
    const bytes = Buffer.from(certificateText(statement));
    const there = await readIfThere(certificatePath(run.runHome));
    if (there === null) await replaceFile(certificatePath(run.runHome), bytes.toString());
    else if (!there.equals(bytes)) {
      return [
        `warning: ${certificatePath(run.runHome)} is not what follows from the log; it was left as it is: see proofloop verify ${run.runId}`,
      ];
    }
    return await signCertificate(run, bytes, foldAll(events)?.options.sign ?? null, again);
  } catch (error) {
    return [
      `warning: the certificate could not be written (${(error as Error).message}); the run is completed, and ${again}`,
    ];
  }
}

/** As `writeCertificate`, for a run that ended earlier; does nothing where nothing is missing, or no home is left. */
export async function mendCertificate(run: FoundRun, { options }: RunState): Promise<string[]> {
  const files = await certificateFiles(run.runHome);
  const isWhole = files.length === (options.sign === null ? 1 : 2);
  if (isWhole || (await stat(run.runHome).catch(() => null)) === null) return [];
  try {
    const lock = await takeWriterLock(writerLockPath(run.runHome), systemClock.now());
    try {
      return await writeCertificate(run);
    } finally {
      await lock.release();
    }
  } catch (error) {
    // Whoever holds it writes the certificate.
    if (error instanceof RunInUseError) return [];
    return [`warning: the certificate could not be written: ${(error as Error).message}`];
  }
}

async function signCertificate(
  { runHome }: FoundRun,
  bytes: Buffer,
  keyPath: string | null,
  again: string,
): Promise<string[]> {
  if (keyPath === null || (await readIfThere(envelopePath(runHome))) !== null) return [];
  try {
    const key = await readPrivateKey(keyPath);
    await replaceFile(envelopePath(runHome), signedEnvelope(bytes, key));
    return [];
  } catch (error) {
    return [
      `warning: the certificate is not signed (${(error as Error).message}); the run is completed, and when that is mended ${again}`,
    ];
  }
}
