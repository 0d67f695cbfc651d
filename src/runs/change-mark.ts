import { stat } from 'node:fs/promises';
import type { FoundRun } from './find-run.ts';

/** A text that is another one whenever the run's log has another end; '' where it can't be told. */
export async function changeMark({ logPath }: FoundRun): Promise<string> {
  const found = await stat(logPath, { bigint: true }).catch(() => null);
  return found === null ? '' : `${found.ino} ${found.size} ${found.mtimeNs}`;
}
