import { readSurroundings } from '../../config/surroundings.ts';
import type { DoctorCheck } from '../../runs/doctor/doctor-check.ts';
import { examineMachine, missingNeeds } from '../../runs/doctor/examine-machine.ts';
import { labelled } from '../../views/text/labelled-lines.ts';
import { plainLine } from '../../views/text/plain-text.ts';
import { print, printText } from '../output.ts';

/** `proofloop doctor`: 0 where all that a run needs works, else 1. */
export async function doctorCommand(json: boolean, online: boolean): Promise<number> {
  const checks = await examineMachine(readSurroundings(), online);
  const missing = missingNeeds(checks);
  if (json) print([JSON.stringify({ works: missing.length === 0, checks }, null, 2)]);
  else printText([...checks.flatMap(checkLines), '', verdict(missing)]);
  return missing.length === 0 ? 0 : 1;
}

const statusColumns = 9;
const nameColumns = 10;

function checkLines({ name, works, needed, found, mend }: DoctorCheck): string[] {
  const status = works ? 'works' : 'missing';
  const optional = works || needed ? '' : ' (a run can do without)';
  const lines = [`${plainLine(found)}${optional}`, ...(mend === null ? [] : [`mend it: ${plainLine(mend)}`])];
  return labelled(status.padEnd(statusColumns) + name, statusColumns + nameColumns, lines);
}

function verdict(missing: readonly string[]): string {
  if (missing.length === 0) return 'all that a run needs works';
  return `a run can't be started: ${missing.join(', ')} missing`;
}
