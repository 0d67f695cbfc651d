import { readSurroundings } from '../../config/surroundings.ts';
import { describeRun, runReport } from '../../runs/describe-run.ts';
import { findRun } from '../../runs/find-run.ts';
import { iterationLines } from '../../views/summary/iterations.ts';
import { summaryText } from '../../views/summary/summary-text.ts';
import { print, printText } from '../output.ts';

/** `proofloop show`: resolves with the exit code. */
export async function showCommand(name: string, json: boolean): Promise<number> {
  const described = await describeRun(await findRun(name, readSurroundings()));
  const { summary, facts, iterations } = described;
  if (json) print([JSON.stringify(runReport(described), null, 2)]);
  else printText([...iterationLines(iterations), ...summaryText(summary, { ...facts, applied: false })]);
  return 0;
}
