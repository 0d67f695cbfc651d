import { readSurroundings } from '../../config/surroundings.ts';
import { describeRun, runReport } from '../../runs/describe-run.ts';
import { findRun } from '../../runs/find-run.ts';
import { readJudgement } from '../../runs/read-judgement.ts';
import { judgementText } from '../../views/judgement/judgement-text.ts';
import { iterationLines } from '../../views/summary/iterations.ts';
import { summaryHead, summaryText } from '../../views/summary/summary-text.ts';
import { terminalJson } from '../../views/text/terminal-json.ts';
import { print, printReport, printText } from '../output.ts';

/** `proofloop show`: resolves with the exit code. */
export async function showCommand(name: string, json: boolean): Promise<number> {
  const surroundings = readSurroundings();
  const run = await findRun(name, surroundings);
  const described = await describeRun(run);
  const { state } = described.read;
  if (state.judgement !== null) {
    const judgement = await readJudgement(run, state, surroundings);
    if (json) print([terminalJson({ ...runReport(described), kind: 'judgement', judgement })]);
    else printText(judgementText(judgement));
    return 0;
  }
  const { summary, facts, iterations } = described;
  if (json) print([terminalJson(runReport(described))]);
  else {
    const text = summaryText(summary, { ...facts, applied: false });
    printReport([...text, '', ...iterationLines(iterations)], summaryHead(summary, facts));
  }
  return 0;
}
