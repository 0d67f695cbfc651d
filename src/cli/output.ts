import type { Environment } from '../config/surroundings.ts';
import { wrapLine } from '../views/text/wrap-line.ts';

/** Writes lines to standard output as they are; a reader that has gone is no error. */
export function print(lines: readonly string[]): void {
  write(process.stdout, lines);
}

/** Writes text for a person to standard output; on a terminal, long lines are broken between words. */
export function printText(lines: readonly string[]): void {
  write(process.stdout, wrapped(lines, process.stdout));
}

/** Writes text for a person to standard error; on a terminal, long lines are broken between words. */
export function tell(lines: readonly string[]): void {
  write(process.stderr, wrapped(lines, process.stderr));
}

/** The lines as a terminal shows them, broken between words; as they are where the stream is none. */
export function wrapped(lines: readonly string[], { isTTY, columns }: NodeJS.WriteStream): readonly string[] {
  if (!isTTY || !(columns > 0)) return lines;
  return lines.flatMap((text) => text.split('\n')).flatMap((line) => wrapLine(line, columns));
}

function write(stream: NodeJS.WriteStream, lines: readonly string[]): void {
  if (lines.length > 0) stream.write(`${lines.join('\n')}\n`);
}

let failure: Error | null = null;

/**
 * From here on no stream can end the program: what is printed is only a view of the log, and a reader may leave when
 * it likes. Other failures, such as a full disk behind a redirection, are kept for `outputFailure`.
 */
export function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (!['EPIPE', 'EIO', 'ERR_STREAM_DESTROYED'].includes(error.code ?? '')) failure ??= error;
    });
  }
}

/** Why something could not be printed although someone wanted to read it; null for nothing. */
export function outputFailure(): Error | null {
  return failure;
}

const widestLine = 100;

/** How long a line may be to stay on one row: the terminal's width, 100 columns where it is wider or none is there. */
export function columnsFor(stream: NodeJS.WriteStream): number {
  return Math.min(stream.columns ?? widestLine, widestLine);
}

/** Whether what goes to standard output may be coloured. */
export function wantsColor(environment: Environment): boolean {
  return process.stdout.isTTY === true && (environment.NO_COLOR ?? '') === '';
}
