/** Writes lines to standard output; a reader that has gone is no error. */
export function print(lines: readonly string[]): void {
  write(process.stdout, lines);
}

/** Writes lines to standard error. */
export function tell(lines: readonly string[]): void {
  write(process.stderr, lines);
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
