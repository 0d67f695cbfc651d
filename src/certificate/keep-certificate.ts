import type { LoggedEvent } from '../core/events.ts';
import { foldAll } from '../core/fold/fold.ts';
import { replaceFile } from '../system/replace-file.ts';
import { certificatePath, envelopePath, readIfThere } from './certificate-files.ts';
import { signedEnvelope } from './envelope.ts';
import { readPrivateKey } from './keys.ts';
import { certificate, certificateText } from './statement.ts';

/**
 * Writes what a completed run lacks of its certificate and of the signature that was asked for; `logHead` is the hash of
 * the log's last line. Resolves with what a person should know of it: the run is completed either way, so nothing here is
 * an error. Only the run's writer may call.
 */
export async function keepCertificate(
  runHome: string,
  events: readonly LoggedEvent[],
  logHead: string,
): Promise<string[]> {
  const state = foldAll(events);
  const again = `it is written by: proofloop resume ${state?.runId}`;
  try {
    const statement = certificate(events, logHead);
    if (statement === null) return [];
    const bytes = Buffer.from(certificateText(statement));
    const there = await readIfThere(certificatePath(runHome));
    if (there === null) await replaceFile(certificatePath(runHome), bytes.toString());
    else if (!there.equals(bytes)) {
      return [
        `warning: ${certificatePath(runHome)} is not what follows from the log; it was left as it is: see proofloop verify ${state?.runId}`,
      ];
    }
    return await signCertificate(runHome, bytes, state?.options.sign ?? null, again);
  } catch (error) {
    return [
      `warning: the certificate could not be written (${(error as Error).message}); the run is completed, and ${again}`,
    ];
  }
}

async function signCertificate(
  runHome: string,
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
