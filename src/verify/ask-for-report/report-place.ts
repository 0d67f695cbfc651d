import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** In the environment of whatever a runner starts, so that runners inside tests are left alone. */
const asked = 'PROOFLOOP_ASKED';

/** The folder for reports; null where none is wanted, or where a runner that was asked has started this process. */
export function folderForReports(): string | null {
  const folder = process.env.PROOFLOOP_REPORTS;
  return folder === undefined || folder === '' || process.env[asked] !== undefined ? null : folder;
}

/**
 * Makes a place for one report, with a note of who was asked for it, so that a report that was never written is missed.
 * Its name is the next free number.
 */
export function makePlace(folder: string, runner: string): string {
  for (let number = 1; ; number += 1) {
    const place = join(folder, String(number));
    try {
      mkdirSync(place);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') continue;
      throw error;
    }
    writeFileSync(join(place, 'asked.json'), JSON.stringify({ runner, folder: process.cwd() }));
    process.env[asked] = '1';
    return place;
  }
}
