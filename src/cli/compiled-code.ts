import { enableCompileCache } from 'node:module';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/**
 * Lets node keep what it compiles of the modules that are loaded from now on in the user's cache folder, for the next
 * start; where it can't be kept there, everything goes on without. Read here, since this comes before any configuration.
 */
export function keepCompiledCode(): void {
  const named = process.env.XDG_CACHE_HOME ?? '';
  enableCompileCache(join(isAbsolute(named) ? named : join(homedir(), '.cache'), 'proofloop'));
}
