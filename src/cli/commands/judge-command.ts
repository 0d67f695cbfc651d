import { readSurroundings } from '../../config/surroundings.ts';
import type { CommandLine } from '../../core/settings/settings.ts';
import { judgeChange } from '../../runs/judge-change.ts';
import { planJudgement } from '../../runs/plan-judgement.ts';
import { readJudgement } from '../../runs/read-judgement.ts';
import { type ReportPlaces, writeReports } from '../../runs/write-reports.ts';
import { githubAnnotations } from '../../views/judgement/github-annotations.ts';
import { judgeExitCode } from '../../views/judgement/judge-exit-code.ts';
import { judgementText } from '../../views/judgement/judgement-text.ts';
import { askOnTerminal, hasTerminal } from '../confirm.ts';
import { print, printText, tell } from '../output.ts';
import { openRunProgress } from '../run-output.ts';
import { exitCodes, listenForSignals } from '../signals.ts';

/** What is judged, as a person names it; null where they don't. */
export interface JudgeArguments {
  base: string | null;
  head: string | null;
  /** Where further reports go. */
  reports: ReportPlaces;
}

const judgeStops = 'stopping: what runs is ended and nothing is decided; once more ends it at once';

/** `proofloop judge`: resolves with the exit code. */
export async function judgeCommand(
  { base, head, reports }: JudgeArguments,
  commandLine: CommandLine,
): Promise<number> {
  const surroundings = readSurroundings();
  const ask = hasTerminal() ? askOnTerminal : null;
  const planned = await planJudgement(commandLine, { base, head }, surroundings, ask);
  tell(planned.warnings.map((warning) => `warning: ${warning}`));
  const inbox = listenForSignals(null, judgeStops);
  try {
    const run = { runId: planned.runId, runHome: planned.runHome, logPath: planned.options.log_path };
    // Its lines alone: a judgement is short, and its keys would stop nothing that goes on.
    const shown = { json: planned.json, progress: 'plain', surroundings } as const;
    const progress = await openRunProgress(run, null, shown);
    const ended = await judgeChange(planned, surroundings, inbox, progress.observerOf(null));
    await progress.close();
    tell(ended.warnings);
    const report = await readJudgement(ended.run, ended.state, surroundings);
    const { printed, problems } = await writeReports(report, reports, surroundings);
    tell(problems.map((problem) => `warning: ${problem}`));
    // A report on standard output, like the log's lines, is for a program to read.
    if (printed.length > 0) print(printed);
    else if (!planned.json) printText(judgementText(report));
    if (surroundings.environment.GITHUB_ACTIONS === 'true' && printed.length === 0 && !planned.json)
      print(githubAnnotations(report));
    return judgeExitCode(ended.state);
  } catch (error) {
    const signal = inbox.stopRequest();
    if (signal === null) throw error;
    tell(['stopped: nothing was measured']);
    return exitCodes[signal];
  } finally {
    inbox.stopListening();
  }
}
