import { fstatSync } from 'node:fs';
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

/**
 * Writes a text for a person that begins with `head`; where a terminal is too low for the whole of it, the head stands at
 * its end once more, as only the end stays in sight.
 */
export function printReport(lines: readonly string[], head: readonly string[]): void {
  const { isTTY, rows } = process.stdout;
  const isLow = isTTY && rows > 0 && wrapped(lines, process.stdout).length >= rows;
  printText(isLow ? [...lines, '', ...head] : lines);
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

type Writer = (lines: readonly string[]) => void;

/** Who has the terminal, and writes on it for all others; null for nobody. */
let keeper: Writer | null = null;

/** From here on what goes to a terminal is written by `writer`; null gives it back. */
export function letWrite(writer: Writer | null): void {
  keeper = writer;
}

function write(stream: NodeJS.WriteStream, lines: readonly string[]): void {
  if (lines.length === 0) return;
  if (keeper !== null && stream.isTTY) keeper(lines);
  else stream.write(`${lines.join('\n')}\n`);
}

/** Whether standard output and standard error are shown in one place, so that what both say is read twice. */
export function isOnePlace(): boolean {
  if (process.stdout.isTTY || process.stderr.isTTY)
    return process.stdout.isTTY === true && process.stderr.isTTY === true;
  try {
    const [out, err] = [fstatSync(1), fstatSync(2)];
    return out.dev === err.dev && out.ino === err.ino;
  } catch {
    return false;
  }
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

/** Where there is no screen. */
const fileColumns = 110;

/** How long a line may be to stay on one row: the terminal's width, 110 columns where there is none. */
export function columnsFor(stream: NodeJS.WriteStream): number {
  return stream.columns > 0 ? stream.columns : fileColumns;
}

/** Whether what goes to a stream may be coloured. */
export function wantsColor(environment: Environment, { isTTY }: NodeJS.WriteStream): boolean {
  return isTTY === true && (environment.NO_COLOR ?? '') === '';
}
