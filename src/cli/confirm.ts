import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import { UsageError } from '../runs/usage-error.ts';
import { tell } from './output.ts';

/** Whether there is a terminal on which a person can be asked. */
export function hasTerminal(): boolean {
  return process.stdin.isTTY === true && process.stderr.isTTY === true;
}

/**
 * Whether a person at the terminal says yes to `question`. A UsageError, which begins with `undone`, where there is no
 * terminal to ask on.
 */
export async function isConfirmed(question: string, undone: string): Promise<boolean> {
  if (!hasTerminal()) {
    throw new UsageError(`${undone}: without a terminal to ask on, say so with --yes`);
  }
  return askOnTerminal(question);
}

/** Whether a person at the terminal, which must be there, says yes to `question`. */
export async function askOnTerminal(question: string): Promise<boolean> {
  const questions = createInterface({ input: process.stdin, output: process.stderr });
  try {
    // Ctrl-C and Ctrl-D close the question without an answer to it.
    const closed = once(questions, 'close').then(() => {
      tell(['']);
      return '';
    });
    const answer = await Promise.race([questions.question(`${question} [y/N] `).catch(() => ''), closed]);
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    questions.close();
  }
}
