import type { Log } from '../ports/store.ts';

/** An `append` to which calls must not overlap: a second one before the first has ended rejects, and writes nothing. */
export function oneAppendAtATime(append: Log['append']): Log['append'] {
  let writing = false;
  return async (lines) => {
    if (writing) {
      const name = lines[0]?.event.event ?? '';
      throw new Error(`The event ${name} was not written: the append before it is not finished.`);
    }
    writing = true;
    try {
      await append(lines);
    } finally {
      writing = false;
    }
  };
}
