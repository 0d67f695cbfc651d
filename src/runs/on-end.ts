import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Surroundings } from '../config/surroundings.ts';
import { summarize } from '../core/summary.ts';
import { replaceFile } from '../system/replace-file.ts';
import type { EndedRun } from './drive-run.ts';

/**
 * Runs the command of `--on-end` in the user's shell, with what it is told in its environment; its output goes to standard error.
 * Resolves with what went wrong, as a sentence; null for nothing. The run has ended whatever comes of it.
 */
export async function runOnEnd(
  command: string,
  { run, state }: EndedRun,
  { environment, currentFolder }: Surroundings,
): Promise<string | null> {
  const summary = summarize(state);
  const path = join(run.runHome, 'summary.json');
  try {
    await replaceFile(path, `${JSON.stringify(summary, null, 2)}\n`);
  } catch (error) {
    return `the command of --on-end was not run, since its summary can't be written (${(error as Error).message})`;
  }
  const told = {
    PROOFLOOP_RUN: run.runId,
    PROOFLOOP_OUTCOME: summary.phase,
    PROOFLOOP_REASON: summary.stop_reason ?? '',
    PROOFLOOP_SUMMARY: path,
  };
  const child = spawn(environment.SHELL || '/bin/sh', ['-c', command], {
    stdio: ['ignore', process.stderr, process.stderr],
    env: { ...environment, ...told },
    cwd: currentFolder,
  });
  return new Promise((ended) => {
    child.once('error', ({ message }) => ended(`the command of --on-end can't be run: ${message}`));
    child.once('close', (code, signal) => {
      ended(code === 0 ? null : `the command of --on-end ended with ${code ?? signal}; the run is as it was`);
    });
  });
}
