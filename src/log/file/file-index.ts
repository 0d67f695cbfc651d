import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { isRunId } from '../../core/run-id.ts';
import type { RunIndex } from '../../ports/run-place.ts';
import { ifMissing } from '../../system/error-code.ts';
import { existsAsFile, readFirstEvent } from './first-event.ts';

/** The name of a run's log in its own folder, or of a link to it. */
export const ownLogName = 'loop.jsonl';

/** Runs by their folders below `runsFolder`; a file is named as seen from `currentFolder`. Both are absolute. */
export function createFileIndex(runsFolder: string, currentFolder: string): RunIndex {
  return {
    async list() {
      const names = await readdir(runsFolder).catch(ifMissing([]));
      return names.filter(isRunId).toSorted().toReversed();
    },
    placeOf(runId) {
      const runHome = join(runsFolder, runId);
      return { runId, runHome, logPath: join(runHome, ownLogName) };
    },
    async named(name) {
      const logPath = resolve(currentFolder, name);
      return (await existsAsFile(logPath)) ? { logPath, first: await readFirstEvent(logPath) } : null;
    },
  };
}
