import { readSurroundings } from '../../config/surroundings.ts';
import { findRunHere, isAnyFile } from '../../runs/find-run.ts';
import { requireOwn } from '../../runs/own-run.ts';
import { readRun } from '../../runs/read-run.ts';
import { planRemoval, removeRun } from '../../runs/remove-run.ts';
import { plainLine } from '../../views/text/plain-text.ts';
import { isConfirmed } from '../confirm.ts';
import { printText, tell } from '../output.ts';

/** `proofloop rm`: resolves with the exit code. */
export async function rmCommand(name: string, yes: boolean): Promise<number> {
  const surroundings = readSurroundings();
  const run = await findRunHere(name, surroundings);
  // A run that is named by its id goes whole, whatever its log has become; a file that is named may be anybody's.
  if (isAnyFile(run, surroundings)) await requireOwn(run, await readRun(run), surroundings);
  const removal = await planRemoval(run);
  const branch = removal.branch === null ? '' : `, and the branch ${plainLine(removal.branch)}`;
  printText([`run ${run.runId}: its log and its files in ${run.runHome}${branch}`]);
  if (!yes && !(await isConfirmed('Remove it whole?', 'nothing was removed'))) {
    printText(['nothing was removed']);
    return 0;
  }
  const { left } = await removeRun(removal, surroundings);
  tell(left.map(({ name: what, reason }) => `warning: ${plainLine(what)} was left: ${plainLine(reason)}`));
  printText([`removed: run ${run.runId}`]);
  return 0;
}
