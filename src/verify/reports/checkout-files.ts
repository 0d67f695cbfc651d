import { closeSync, constants, existsSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import type { CheckoutFiles } from '../../core/runners/test-runner.ts';

/** No manifest is longer. */
const textLimitBytes = 256 * 1024;

/** The files of a checkout that no command works on any more. */
export function checkoutFiles(root: string): CheckoutFiles {
  return {
    has: (path) => existsSync(join(root, path)),
    entries(folder) {
      try {
        return readdirSync(join(root, folder), { withFileTypes: true })
          .filter((entry) => entry.isDirectory() || entry.isFile())
          .map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() }));
      } catch {
        return [];
      }
    },
    text: (path) => beginningOf(join(root, path)),
  };
}

function beginningOf(path: string): string | null {
  let file: number | null = null;
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const bytes = Buffer.alloc(textLimitBytes);
    return bytes.toString('utf8', 0, readSync(file, bytes, 0, textLimitBytes, 0));
  } catch {
    return null;
  } finally {
    if (file !== null) closeSync(file);
  }
}
