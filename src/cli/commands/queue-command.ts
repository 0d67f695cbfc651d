import { readSurroundings } from '../../config/surroundings.ts';
import type { CommandLine } from '../../core/settings/settings.ts';
import {
  cancelEntry,
  findEntry,
  readQueue,
  readSpendToday,
  readWorkers,
  requeueEntry,
} from '../../fleet/manage-queue.ts';
import { UsageError } from '../../runs/usage-error.ts';
import { queueEntryLines, queueTable, spendLines, workerLines } from '../../views/queue-table.ts';
import { terminalJson } from '../../views/text/terminal-json.ts';
import { print, printText } from '../output.ts';
import { requireDatabase } from '../require-database.ts';

/** `proofloop queue`: resolves with the exit code. `name` is null where no run is named. */
export async function queueCommand(
  action: 'list' | 'show' | 'cancel' | 'resume' | 'retry',
  name: string | null,
  json: boolean,
  settings: CommandLine,
): Promise<number> {
  const url = requireDatabase(readSurroundings());
  if (action === 'list') {
    const entries = await readQueue(url);
    if (json) print([terminalJson(entries)]);
    else
      print([
        ...queueTable(entries),
        ...workerLines(await readWorkers(url)),
        ...spendLines(await readSpendToday(url)),
      ]);
    return 0;
  }
  if (name === null) throw new UsageError(`name the run: proofloop queue ${action} <run>`);
  if (action !== 'show') {
    const done =
      action === 'cancel' ? await cancelEntry(url, name) : await requeueEntry(url, name, action, settings);
    if (!json) printText([done]);
  }
  if (json || action === 'show') {
    const entry = await findEntry(url, name);
    if (json) print([terminalJson(entry)]);
    else printText(queueEntryLines(entry));
  }
  return 0;
}
