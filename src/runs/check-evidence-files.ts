import { realpath, stat } from 'node:fs/promises';
import { readPrivateKey } from '../certificate/keys.ts';
import type { RunOptions } from '../core/options.ts';
import { isWithin } from '../system/is-within.ts';
import { UsageError } from './usage-error.ts';

type EvidenceFiles = Pick<RunOptions, 'sealed' | 'sign'>;

/**
 * The folder of --sealed and the key of --sign, without symbolic links. `shown` are the folders that models see. A
 * UsageError where a file can't be used, or where a model could read it.
 */
export async function checkEvidenceFiles(
  { sealed, sign }: EvidenceFiles,
  shown: readonly string[],
): Promise<EvidenceFiles> {
  return {
    sealed: sealed === null ? null : await checkSealed(sealed, shown),
    sign: sign === null ? null : await checkSigningKey(sign, shown),
  };
}

/** What a person should know of these files where nothing keeps the models' commands from reading them. */
export function evidenceFileWarnings({
  sealed,
  sign,
  sandbox,
}: EvidenceFiles & Pick<RunOptions, 'sandbox'>): string[] {
  if (sandbox !== 'off') return [];
  const open = (option: string, what: string) =>
    `${option} with --sandbox off: the models' commands run as you, and can read ${what}`;
  return [
    ...(sealed === null ? [] : [open('--sealed', `the sealed checks in ${sealed}`)]),
    ...(sign === null ? [] : [open('--sign', `the private key ${sign}`)]),
  ];
}

async function checkSealed(folder: string, shown: readonly string[]): Promise<string> {
  const real = await realpath(folder).catch(() => null);
  if (real === null || !(await stat(real)).isDirectory()) {
    throw new UsageError(`--sealed ${folder}: there is no such folder; nothing was started`);
  }
  const overlap = shown.find((path) => isWithin(real, path) || isWithin(path, real));
  if (overlap !== undefined) {
    throw new UsageError(
      `--sealed ${folder} and ${overlap} overlap, so that models would see the sealed checks: keep them elsewhere; nothing was started`,
    );
  }
  return real;
}

async function checkSigningKey(path: string, shown: readonly string[]): Promise<string> {
  await readPrivateKey(path).catch((error: Error) => {
    throw new UsageError(`--sign: ${error.message}; nothing was started`);
  });
  const real = await realpath(path);
  const folder = shown.find((candidate) => isWithin(real, candidate));
  if (folder !== undefined) {
    throw new UsageError(
      `--sign ${path} lies in ${folder}, where models would see the private key: keep it elsewhere; nothing was started`,
    );
  }
  return real;
}
