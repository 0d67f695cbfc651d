import { readSurroundings } from '../../config/surroundings.ts';
import type { CommandResult } from '../../core/events.ts';
import { summarize } from '../../core/summary.ts';
import { findRun } from '../../runs/find-run.ts';
import { isOwn } from '../../runs/own-run.ts';
import { readRun } from '../../runs/read-run.ts';
import { writerOf } from '../../runs/writer-of-run.ts';
import { gateStandingLines, gateStandings } from '../../views/summary/gate-standings.ts';
import { iterationLines, listIterations } from '../../views/summary/iterations.ts';
import { allowedFiles, summaryText } from '../../views/summary/summary-text.ts';
import { lastLines } from '../../views/text/last-lines.ts';
import { systemClock } from '../../wire.ts';
import { print, printText } from '../output.ts';
import { outcomeFacts, workedMs } from '../run-output.ts';

/** `proofloop show`: resolves with the exit code. */
export async function showCommand(name: string, json: boolean): Promise<number> {
  const run = await findRun(name, readSurroundings());
  const read = await readRun(run);
  const { state, events } = read;
  const iterations = listIterations(events);
  const standings = gateStandings(events);
  const lastEventAt = events.at(-1)?.ts ?? '';
  const writer = await writerOf(run);
  const facts = {
    ...(await outcomeFacts(run, state, await isOwn(run, read))),
    gates: gateStandingLines(standings, lastEventAt),
    ...(writer === null ? {} : { writer: writer.pid, elapsedMs: workedMs(state, systemClock.now()) }),
  };
  if (json) {
    const report = {
      ...summarize(state),
      running: writer !== null,
      writer,
      gates: standings,
      verification: facts.verification,
      allowed_changes: {
        globs: state.options.allow_changes,
        files: allowedFiles(summarize(state), state.options),
      },
      failed_command: facts.failedCommand && failureReport(facts.failedCommand),
      said: facts.said,
      certificate: facts.certificate,
      iterations,
      workspace: state.options.workspace,
      base_commit: state.baseCommit,
      base_tree: state.baseTree,
      tree: state.tree,
      commit: state.commit,
      log_path: run.logPath,
      started_at: events[0]?.ts ?? null,
      last_event_at: lastEventAt,
    };
    print([JSON.stringify(report, null, 2)]);
    return 0;
  }
  printText([...iterationLines(iterations), ...summaryText(summarize(state), { ...facts, applied: false })]);
  return 0;
}

function failureReport({ command, exit_code, timed_out, output }: CommandResult) {
  return { command, exit_code, timed_out, last_lines: lastLines(output) };
}
