import { mkdir, mkdtemp, realpath, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { CommandResult } from '../core/events.ts';
import { capOutput, cutMarginBytes } from '../core/text/cap-output.ts';
import type { Sandbox, Verifier, View, Workspace } from '../ports.ts';
import { askInPlace, readTests } from './reports/read-tests.ts';

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
}

/**
 * Runs verify commands on a fresh checkout, which is removed afterwards in all cases; `timeoutMs` is for each command.
 * Rejects as Workspace and Sandbox do.
 */
export function createVerifier(
  workspace: Workspace,
  sandbox: Sandbox,
  places: VerificationPlaces,
  timeoutMs: number,
): Verifier {
  return {
    async verify(tree, commands, signal) {
      const view = await workspace.open('verification', tree);
      const clear = () => rm(places.scratch, { recursive: true, force: true }).catch(() => {});
      try {
        // An earlier process may not have come to it.
        await clear();
        const results: CommandResult[] = [];
        for (const command of commands) {
          results.push(await runVerifyCommand({ sandbox, places, timeoutMs }, view, command, signal));
        }
        return results;
      } finally {
        await clear();
        await view.close();
      }
    },
  };
}

interface CommandSurroundings {
  sandbox: Sandbox;
  places: VerificationPlaces;
  timeoutMs: number;
}

async function runVerifyCommand(
  { sandbox, places: { folder, scratch, rootOf }, timeoutMs }: CommandSurroundings,
  view: View,
  command: string,
  signal: AbortSignal,
): Promise<CommandResult> {
  await mkdir(scratch, { recursive: true });
  // Part of its name is known to those who take it out of what a command prints.
  const top = await mkdtemp(join(scratch, 'command-'));
  const reportFolder = join(top, 'proofloop', 'reports');
  await mkdir(reportFolder, { recursive: true });
  const sinceMs = (await stat(reportFolder)).mtimeMs;
  const asked = askInPlace(command);
  const outcome = await sandbox.run(view, {
    command: asked?.command ?? command,
    input: null,
    folder,
    timeoutMs,
    outputLimitBytes: reportedLimitBytes,
    reportFolder,
    signal,
  });
  const outside = await realpath(view.root);
  const root = rootOf(view) === view.root ? outside : rootOf(view);
  const { tests, output } = await readTests({
    output: outcome.output,
    isCut: Buffer.byteLength(outcome.output) >= reportedLimitBytes - 2 * cutMarginBytes(reportedLimitBytes),
    reportFolder,
    sinceMs,
    asked,
    places: { root, folder: join(root, folder) },
    outside,
  });
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
