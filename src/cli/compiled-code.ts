import { existsSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/**
 * Lets node keep what it compiles of the modules that are loaded from now on, for the next start. Only in a cache folder
 * that the user has already: a home without one stays as it is. Read here, since this comes before any configuration.
 */
export function keepCompiledCode(): void {
  const named = process.env.XDG_CACHE_HOME ?? '';
  const caches = isAbsolute(named) ? named : cachesAtHome();
  if (caches !== null && existsSync(caches)) enableCompileCache(join(caches, 'proofloop'));
}

/** Null for a user without a home. */
function cachesAtHome(): string | null {
  try {
    return join(homedir(), '.cache');
  } catch {
    return null;
  }
}
