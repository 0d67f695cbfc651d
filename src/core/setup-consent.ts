import type { RunOptions } from './options.ts';
import { sha256Hex } from './text/sha256-hex.ts';

/** The repository's own configuration file. */
export const repositoryConfigName = 'proofloop.config.json';

type SetupOptions = Pick<RunOptions, 'setup' | 'setup_source'>;

/** Whether the setup commands are the repository's text, and not the user's. */
export function isRepositorySetup({ setup, setup_source }: SetupOptions): boolean {
  // The user's own file has an absolute path.
  return setup.length > 0 && setup_source.endsWith(` in ${repositoryConfigName}`);
}

/** What a yes to these setup commands is remembered by: another text is another one. */
export function setupDigest(commands: readonly string[]): string {
  return sha256Hex(JSON.stringify(commands));
}
