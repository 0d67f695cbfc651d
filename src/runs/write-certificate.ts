import { stat } from 'node:fs/promises';
import { certificateFiles } from '../certificate/certificate-files.ts';
import { keepCertificate } from '../certificate/keep-certificate.ts';
import type { RunState } from '../core/state.ts';
import type { RunPlace } from '../ports/run-place.ts';
import { openStore } from '../wire.ts';
import { claimIfFree } from './claim-run.ts';

/** Writes what a completed run lacks of its certificate, as `keepCertificate` does. Only the run's writer may call. */
export async function writeCertificate(run: RunPlace): Promise<string[]> {
  try {
    const { events, head } = await openStore(run).read();
    return await keepCertificate(run.runHome, events, head);
  } catch (error) {
    return [
      `warning: the certificate could not be written (${(error as Error).message}); the run is completed, and it is written by: proofloop resume ${run.runId}`,
    ];
  }
}

/** As `writeCertificate`, for a run that ended earlier; does nothing where nothing is missing, or no home is left. */
export async function completeCertificate(run: RunPlace, { options }: RunState): Promise<string[]> {
  const files = await certificateFiles(run.runHome);
  const isWhole = files.length === (options.sign === null ? 1 : 2);
  if (isWhole || (await stat(run.runHome).catch(() => null)) === null) return [];
  try {
    const claim = await claimIfFree(run);
    // Whoever holds it writes the certificate.
    if (claim === null) return [];
    try {
      return await writeCertificate(run);
    } finally {
      await claim.release();
    }
  } catch (error) {
    return [`warning: the certificate could not be written: ${(error as Error).message}`];
  }
}
