import { mkdir, mkdtemp, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { CommandResult } from '../core/events.ts';
import { capOutput, cutMarginBytes } from '../core/text/cap-output.ts';
import type { Workspace } from '../ports/run-workspace.ts';
import type { CommandManner, Sandbox } from '../ports/sandbox.ts';
import type { Verifier } from '../ports/verifier.ts';
import type { View } from '../ports/view.ts';
import { removeFolder } from '../system/on-disk.ts';
import { collectReports, type LeftToRead, type ToldTests } from './reports/read-tests.ts';
import { markTestFiles, rewrittenSince } from './test-file-marks.ts';

/** Kept of each command's output; the log carries it. */
const outputLimitBytes = 16_384;

/** Some runners report by what they print. */
const reportedLimitBytes = 32 * 1024 * 1024;

/** Where a verification takes place. */
export interface VerificationPlaces {
  /** The commands' folder below the top of the files; '' is the top. */
  folder: string;
  /** Folder for what is thrown away afterwards, outside of every view; made where it is missing. */
  scratch: string;
  /** Path at which commands see the top of a view's files. */
  rootOf: (view: View) => string;
  /** Globs of the JUnit reports that the commands write by themselves, as seen from the top. */
  reports: readonly string[];
}

/** What a verification is made with. */
export interface VerificationMeans {
  /** For each command. */
  timeoutMs: number;
  /** Rejects with the signal's reason once that is aborted. */
  readReports: (left: LeftToRead, signal: AbortSignal) => Promise<ToldTests>;
}

/**
 * Runs verify commands on a fresh checkout, which is removed afterwards in all cases.
 * Rejects as Workspace and Sandbox do.
 */
export function createVerifier(
  workspace: Workspace,
  sandbox: Sandbox,
  places: VerificationPlaces,
  means: VerificationMeans,
): Verifier {
  const remove = (folder: string) => removeFolder(folder).catch(() => {});
  // An earlier process may not have come to it.
  let swept: Promise<void> | null = null;
  return {
    async verify(tree, commands, manner) {
      const view = await workspace.open('verification', tree);
      swept ??= remove(places.scratch);
      await swept;
      await mkdir(places.scratch, { recursive: true });
      const scratch = await mkdtemp(join(places.scratch, 'run-'));
      try {
        const results: CommandResult[] = [];
        const marks = markTestFiles(view.root);
        for (const command of commands) {
          const result = await runVerifyCommand({ sandbox, places, scratch, means }, view, command, manner);
          const rewritten = rewrittenSince(view.root, marks);
          results.push(rewritten.length === 0 ? result : { ...result, rewritten });
        }
        return results;
      } finally {
        await remove(scratch);
        await view.close();
      }
    },
  };
}

interface CommandSurroundings {
  sandbox: Sandbox;
  places: VerificationPlaces;
  /** Of this run alone. */
  scratch: string;
  means: VerificationMeans;
}

async function runVerifyCommand(
  { sandbox, places: { folder, rootOf, reports }, scratch, means }: CommandSurroundings,
  view: View,
  command: string,
  manner: CommandManner,
): Promise<CommandResult> {
  // Part of its name is known to those who take it out of what a command prints.
  const top = await mkdtemp(join(scratch, 'command-'));
  const reportFolder = join(top, 'proofloop', 'reports');
  await mkdir(reportFolder, { recursive: true });
  const sinceMs = (await stat(reportFolder)).mtimeMs;
  const outcome = await sandbox.run(view, {
    command,
    input: null,
    folder,
    timeoutMs: means.timeoutMs,
    outputLimitBytes: reportedLimitBytes,
    reportFolder,
    ...manner,
  });
  const outside = await realpath(view.root);
  const root = rootOf(view) === view.root ? outside : rootOf(view);
  const left = await collectReports({
    output: outcome.output,
    isCut: Buffer.byteLength(outcome.output) >= reportedLimitBytes - 2 * cutMarginBytes(reportedLimitBytes),
    reportFolder,
    sinceMs,
    places: { root, folder: join(root, folder) },
    outside,
    written: reports,
  });
  const { tests, output } = await means.readReports(left, manner.signal);
  return {
    command,
    exit_code: outcome.exitCode,
    timed_out: outcome.timedOut,
    duration_ms: outcome.durationMs,
    tests,
    output: capped(output),
  };
}

function capped(output: string): string {
  const kept = capOutput(outputLimitBytes);
  kept.add(new TextEncoder().encode(output));
  return kept.text();
}
