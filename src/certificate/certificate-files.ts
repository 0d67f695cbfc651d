import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ifMissing } from '../system/error-code.ts';

/** Of the certificate of a completed run. */
export function certificatePath(runHome: string): string {
  return join(runHome, 'certificate.json');
}

/** Of the envelope that holds the certificate with its signature. */
export function envelopePath(runHome: string): string {
  return join(runHome, 'certificate.dsse.json');
}

/** The bytes of a file; null where there is none. */
export async function readIfThere(path: string): Promise<Buffer | null> {
  return readFile(path).catch(ifMissing(null));
}

/** Those of the two files that a run has. */
export async function certificateFiles(runHome: string): Promise<string[]> {
  const paths = [certificatePath(runHome), envelopePath(runHome)];
  const there = await Promise.all(paths.map((path) => readIfThere(path).catch(() => null)));
  return paths.filter((_path, index) => there[index] !== null);
}
