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

/** A closed pipe must not end the run: what is printed is only a view of the log. */
export function ignoreClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
}
