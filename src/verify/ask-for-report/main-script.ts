import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';

/** Real path of the file that this process was started with; null where it has none. */
export function mainScript(): string | null {
  const [, script] = process.argv;
  if (script === undefined || process.execArgv.some((argument) => withoutScript.test(argument))) return null;
  try {
    return realpathSync(resolve(script));
  } catch {
    return null;
  }
}

/** Options with which node runs something else than a file, or does not run it. */
const withoutScript = /^(-e|--eval|-p|-pe|--print|-i|--interactive|-c|--check|--test)$|^(--eval|--print)=/;
