import type { ChildProcess } from 'node:child_process';
import { onTestFinished } from 'vitest';
import type { LoggedEvent } from '../../src/core/events.ts';
import { endOfProgram, eventsOf, type ProgramCall, type ProgramResult, startProgram } from './program.ts';

/** A `--json` process of the program that is still running. */
export interface LiveRun {
  child: ChildProcess;
  /** Resolves with the first event that it has printed, or will print, of which this is true; rejects at its end. */
  seen(matches: (event: LoggedEvent) => boolean): Promise<LoggedEvent>;
  /** Resolves when it has written this to stderr. */
  told(words: string): Promise<void>;
  ended: Promise<ProgramResult>;
}

/** Starts the program and watches what it prints. It is killed when the test ends before it does. */
export function startLive(call: ProgramCall): LiveRun {
  const child = startProgram(call);
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const printed = { stdout: '', stderr: '' };
  const checks = new Set<() => void>();
  const note = (stream: 'stdout' | 'stderr') => (chunk: Buffer) => {
    printed[stream] += chunk.toString('utf8');
    for (const check of [...checks]) check();
  };
  child.stdout?.on('data', note('stdout'));
  child.stderr?.on('data', note('stderr'));
  const ended = endOfProgram(child);

  function until<Found>(look: () => Found | undefined, what: string): Promise<Found> {
    return new Promise((resolve, reject) => {
      const check = () => {
        const found = look();
        if (found === undefined) return;
        checks.delete(check);
        resolve(found);
      };
      checks.add(check);
      check();
      void ended.then((result) => {
        checks.delete(check);
        reject(new Error(`the program ended with ${result.exitCode} before ${what}:\n${result.stderr}`));
      });
    });
  }

  return {
    child,
    ended,
    seen: (matches) => {
      const wholeLines = () => printed.stdout.slice(0, printed.stdout.lastIndexOf('\n') + 1);
      return until(() => eventsOf(wholeLines()).find(matches), 'the awaited event');
    },
    told: async (words) => {
      await until(() => printed.stderr.includes(words) || undefined, `it said "${words}"`);
    },
  };
}
