import { appendFile, readFile } from 'node:fs/promises';
import { proofloopHome, trustedSetups } from '../config/home-paths.ts';
import type { Surroundings } from '../config/surroundings.ts';
import type { RunOptions } from '../core/options.ts';
import { isRepositorySetup, repositoryConfigName, setupDigest } from '../core/setup-consent.ts';
import { makeFolders } from '../system/make-folders.ts';
import { exactLine } from '../views/text/exact-line.ts';
import { UsageError } from './usage-error.ts';

/** Asks the person at the terminal; null where there is none to ask. */
export type Ask = ((question: string) => Promise<boolean>) | null;

/** A UsageError unless the setup commands are the user's own, or the user has said yes to this very text. */
export async function requireSetupConsent(
  options: Pick<RunOptions, 'setup' | 'setup_source'>,
  isTrusted: boolean,
  surroundings: Surroundings,
  ask: Ask,
): Promise<void> {
  if (isTrusted || !isRepositorySetup(options)) return;
  const home = proofloopHome(surroundings);
  const digest = setupDigest(options.setup);
  if ((await remembered(trustedSetups(home))).includes(digest)) return;
  const named = [
    `${repositoryConfigName} of this repository names setup commands, which run with the network of this machine (its own services and your local network included, where nothing can hold them back: proofloop doctor):`,
    ...options.setup.map((command) => `  ${exactLine(command)}`),
  ].join('\n');
  const unasked = `say yes to exactly these with --trust-setup, or name your own with --setup "<command>"; nothing was started`;
  if (ask === null) throw new UsageError(`${named}\n${unasked}`);
  if (!(await ask(`${named}\nRun them, now and whenever a repository names exactly these?`)))
    throw new UsageError(`the repository's setup commands were not agreed to; ${unasked}`);
  await remember(home, digest);
}

async function remembered(path: string): Promise<string[]> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw new UsageError(
      `what you have agreed to before can't be read (${error.message}); mend or remove ${path}`,
    );
  });
  return text.split('\n');
}

/** Appended: two processes that do so at the same time keep both. */
async function remember(home: string, digest: string): Promise<void> {
  try {
    await makeFolders(home);
    await appendFile(trustedSetups(home), `${digest}\n`, { mode: 0o600 });
  } catch (error) {
    const mend = 'make it writable, or say yes for this run alone with --trust-setup';
    throw new UsageError(`the yes can't be kept (${(error as Error).message}); ${mend}; nothing was started`);
  }
}
