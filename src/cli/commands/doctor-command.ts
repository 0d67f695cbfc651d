import { readSurroundings } from '../../config/surroundings.ts';
import type { DoctorCheck } from '../../runs/doctor/doctor-check.ts';
import { examineMachine, missingNeeds } from '../../runs/doctor/examine-machine.ts';
import { columnsOf } from '../../views/text/fit-columns.ts';
import { labelled } from '../../views/text/labelled-lines.ts';
import { plainLine } from '../../views/text/plain-text.ts';
import { terminalJson } from '../../views/text/terminal-json.ts';
import { print, printText } from '../output.ts';

/** `proofloop doctor`: 0 where all that a run needs works, else 1. */
export async function doctorCommand(json: boolean, online: boolean): Promise<number> {
  const checks = await examineMachine(readSurroundings(), online);
  const missing = missingNeeds(checks);
  const columns = textColumns(checks);
  if (json) print([terminalJson({ works: missing.length === 0, checks })]);
  else printText([...checks.flatMap((check) => checkLines(check, columns)), '', verdict(missing)]);
  return missing.length === 0 ? 0 : 1;
}

const statusColumns = 9;

/** A longer name, as an agent's command is one, has a line of its own. */
const longestName = 16;

/** Where what was found begins on each line. */
function textColumns(checks: readonly DoctorCheck[]): number {
  const lengths = checks
    .map(({ name }) => columnsOf(plainLine(name)))
    .filter((length) => length <= longestName);
  return statusColumns + Math.max(0, ...lengths) + 2;
}

function checkLines({ name, works, needed, found, mend }: DoctorCheck, columns: number): string[] {
  const status = works ? 'works' : 'missing';
  const optional = works || needed ? '' : ' (a run can do without)';
  const lines = [`${plainLine(found)}${optional}`, ...(mend === null ? [] : [`mend it: ${plainLine(mend)}`])];
  const label = status.padEnd(statusColumns) + plainLine(name);
  if (columnsOf(label) < columns) return labelled(label, columns, lines);
  return [label, ...labelled('', columns, lines)];
}

function verdict(missing: readonly string[]): string {
  if (missing.length === 0) return 'all that a run needs works';
  return `a run can't be started: ${missing.join(', ')} missing`;
}
