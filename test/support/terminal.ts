import { execFileSync } from 'node:child_process';
import { onTestFinished, vi } from 'vitest';
import { programPath } from './program.ts';

/** A real terminal, as tmux is one, with a shell in it. */
export interface Terminal {
  /** Types a command line, and Enter. */
  type(line: string): void;
  /** Presses keys by their names in tmux, such as `C-c`. */
  press(...keys: string[]): void;
  /** The rows of the screen as they are, without the empty ones at its end. */
  screen(): string[];
  /** The screen and all that has scrolled out of it. */
  everything(): string;
  resize(columns: number, rows: number): void;
  title(): string;
  /** Resolves with the screen once it holds what is looked for. */
  shows(words: RegExp): Promise<string[]>;
}

/** How a command line calls the built program there. */
export const programCall = `${process.execPath} ${programPath}`;

let opened = 0;

/** Opens a terminal of this size in a folder, with these variables and no others; it is closed when the test has ended. */
export function openTerminal(
  size: { columns: number; rows: number },
  folder: string,
  environment: Record<string, string>,
): Terminal {
  opened += 1;
  const socket = `proofloop-test-${process.pid}-${opened}`;
  const env = {
    PATH: process.env.PATH ?? '',
    TERM: 'xterm-256color',
    LANG: 'C.UTF-8',
    PS1: '$ ',
    ...environment,
  };
  const tmux = (...args: string[]) =>
    execFileSync('tmux', ['-L', socket, '-f', '/dev/null', '-u', ...args], { encoding: 'utf8', env });
  tmux(
    'new-session',
    '-d',
    '-x',
    `${size.columns}`,
    '-y',
    `${size.rows}`,
    '-c',
    folder,
    'bash --norc --noprofile',
  );
  onTestFinished(() => void tmux('kill-server'));
  const captured = (...args: string[]) => tmux('capture-pane', '-p', ...args).trimEnd();
  const screen = () => captured().split('\n');
  return {
    type: (line) => void tmux('send-keys', line, 'Enter'),
    press: (...keys) => void tmux('send-keys', ...keys),
    screen,
    everything: () => captured('-J', '-S', '-'),
    resize: (columns, rows) => void tmux('resize-window', '-x', `${columns}`, '-y', `${rows}`),
    title: () => tmux('display-message', '-p', '#{pane_title}').trim(),
    shows: (words) =>
      vi.waitFor(
        () => {
          const rows = screen();
          if (!words.test(rows.join('\n')))
            throw new Error(`not on the screen: ${words}\n${rows.join('\n')}`);
          return rows;
        },
        { timeout: 100_000, interval: 200 },
      ),
  };
}
