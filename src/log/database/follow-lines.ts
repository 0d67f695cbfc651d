import { setTimeout as sleep } from 'node:timers/promises';
import type { Queryable } from '../../database/database.ts';
import type { RunPlace } from '../../ports/run-place.ts';
import type { LogLine } from '../../ports/store.ts';
import { emptyHead, lineHash } from '../encode-line.ts';
import { type ReadEnd, readLines, readNext, requireLog } from './read-lines.ts';

const pollMs = 200;

/** The lines of a log, first those that are there, then each as it is written; as the store's `follow` has it. */
export async function* followLines(
  from: Queryable,
  place: RunPlace,
  isOver: () => Promise<boolean>,
  signal: AbortSignal,
): AsyncGenerator<LogLine> {
  await requireLog(from, place);
  let end: ReadEnd = { seq: 0, hash: emptyHead };
  for (let over = false; !signal.aborted; ) {
    const lines = await readLines(from, place.runId, end.seq);
    for (const line of lines) {
      const event = readNext(line, end, place.logPath);
      end = { seq: event.seq, hash: lineHash(line) };
      yield { line, event };
    }
    if (over) return;
    over = lines.length === 0 && (await isOver());
    if (lines.length === 0 && !over) await sleep(pollMs, undefined, { signal }).catch(() => undefined);
  }
}
