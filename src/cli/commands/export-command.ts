import { resolve } from 'node:path';
import { readSurroundings } from '../../config/surroundings.ts';
import { findRun } from '../../runs/find-run.ts';
import { exportRun } from '../../web/export-run.ts';
import { readBuiltPage } from '../../web/page-files.ts';
import { print, tell } from '../output.ts';

/** `proofloop export`: resolves with the exit code. */
export async function exportCommand(name: string, file: string): Promise<number> {
  const surroundings = readSurroundings();
  const run = await findRun(name, surroundings);
  const path = resolve(surroundings.currentFolder, file);
  tell(await exportRun({ run, path, page: await readBuiltPage(), surroundings }));
  print([path]);
  return 0;
}
