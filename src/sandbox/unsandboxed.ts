import { join } from 'node:path';
import type { Sandbox } from '../ports/sandbox.ts';
import { limitsOfThisMachine } from './contain/limits.ts';
import { createOutputPipes } from './run/output-pipe.ts';
import { endProcesses, killAtOnce, killProcesses } from './run/process-group.ts';
import { runningProcesses } from './run/running-processes.ts';
import { sandboxOf } from './run/sandbox-of.ts';
import { createScratchFolder, removeScratchFolder } from './run/scratch-folder.ts';
import { startProcess } from './run/start-process.ts';
import { argumentsOfCommand, type OwnPrograms } from './show/own-programs.ts';
import { reportPrograms, reportVariables } from './show/report-variables.ts';
import { viewEnvironment } from './show/view-environment.ts';

/**
 * Runs commands as the user, with the user's files and network in reach. What is held back: the environment (a command
 * gets `environment` with PWD, and a HOME and TMPDIR that are thrown away) and whatever a command leaves running.
 * A command that a signal ended has the exit code 128 + n, as in a shell; null where it was us who ended it.
 */
export function createUnsandboxed(
  environment: Record<string, string>,
  programs: OwnPrograms,
  homeFolder: string | null = null,
): Sandbox {
  return createUncontained(environment, programs, [], homeFolder);
}

/** As `createUnsandboxed`, with every command behind a `wrapper`, the beginning of a command line. */
export function createUncontained(
  environment: Record<string, string>,
  programs: OwnPrograms,
  wrapper: readonly string[],
  homeFolder: string | null = null,
): Sandbox {
  const openPipe = createOutputPipes();
  return sandboxOf(async (view, request, onOutput) => {
    const scratch = createScratchFolder(view.root);
    const cleanUp = () => removeScratchFolder(scratch);
    try {
      await request.mayRun;
      request.signal.throwIfAborted();
      const line = [...wrapper, ...argumentsOfCommand(request.command, process.execPath, programs)];
      const folder = join(view.root, request.folder);
      const variables = {
        ...(request.reportFolder === null
          ? {}
          : reportVariables({ reports: request.reportFolder, hooks: programs['ask-for-report'] })),
        ...viewEnvironment(view.kind, environment, true),
        ...(request.reportFolder === null
          ? {}
          : reportPrograms(programs['ask-for-report'], process.execPath, environment.PATH ?? '')),
      };
      const started = await startProcess(
        { ...request, line, folder, environment: variables },
        homeFolder === null ? scratch : { ...scratch, home: homeFolder },
        openPipe,
        onOutput,
      );
      const { exited, output, marks, talk } = started;
      return {
        exited,
        talk,
        output,
        running: () =>
          typeof request.command === 'string' ? runningProcesses(marks.leader, request.command) : [],
        kill: () => killProcesses(marks),
        end: () => endProcesses(marks),
        killAtOnce: () => killAtOnce(marks),
        cleanUp,
      };
    } catch (error) {
      await cleanUp();
      throw error;
    }
  }, limitsOfThisMachine());
}
