import { isStart } from '../../src/core/start-event.ts';
import { lineHash } from '../../src/log/encode-line.ts';
import { RunInUseError } from '../../src/log/store-errors.ts';
import type { OwnLogs } from '../../src/ports/run-place.ts';
import type { Log, LogClaim, LogLine, Store } from '../../src/ports/store.ts';

/** What a store of lines in memory holds for one run. */
export interface MemoryPlace {
  /** Null where no log was created. */
  lines: LogLine[] | null;
  /** When the right to write was taken; null where nobody has it. */
  claimedAt: string | null;
}

export const emptyPlace = (): MemoryPlace => ({ lines: null, claimedAt: null });

/** A store that keeps its lines in memory: what any second store, such as a database, would have to do. */
export function createMemoryStore(place: MemoryPlace, now: () => number): Store {
  const missing = () => Object.assign(new Error('there is no log'), { code: 'ENOENT' });
  const contents = () => {
    if (place.lines === null) throw missing();
    const { lines } = place;
    const head = lines.length === 0 ? '0'.repeat(64) : lineHash(lines.at(-1)?.line ?? '');
    return { events: lines.map(({ event }) => event), lines: lines.map(({ line }) => line), head };
  };
  return {
    async claim(): Promise<LogClaim> {
      if (place.claimedAt !== null)
        throw new RunInUseError('this place', { pid: process.pid, since: place.claimedAt });
      place.claimedAt = new Date(now()).toISOString();
      const release = async () => {
        place.claimedAt = null;
      };
      return {
        async create() {
          if (place.lines !== null) throw new Error('The log exists already and was left as it is.');
          place.lines = [];
          return openLog(place.lines, release);
        },
        async open() {
          const held = contents();
          return { log: openLog(place.lines ?? [], release), contents: held, recovered: null };
        },
        async remove() {
          place.lines = null;
        },
        release,
      };
    },
    writer: async () => (place.claimedAt === null ? null : { pid: process.pid, since: place.claimedAt }),
    read: async () => ({ ...contents(), damage: null }),
    mark: async () => (place.lines === null ? null : String(place.lines.length)),
    first: async () => place.lines?.[0]?.event ?? null,
    obstacle: async () => (place.lines === null ? null : 'The log exists already and was left as it is.'),
    isOwn: async ({ lines, events }) =>
      events[0] !== undefined &&
      isStart(events[0]) &&
      lines.every((line, index) => place.lines?.[index]?.line === line),
    async *follow(isOver, signal) {
      if (place.lines === null) throw missing();
      let given = 0;
      for (let over = false; !signal.aborted; ) {
        const found = place.lines.slice(given);
        yield* found;
        given += found.length;
        if (over) return;
        over = found.length === 0 && (await isOver());
      }
    },
  };
}

/** An index of runs in memory, and their stores; `runsFolder` is where the runs' own folders are. */
export function memoryLogs(now: () => number, runsFolder = '/nowhere'): OwnLogs {
  const places = new Map<string, MemoryPlace>();
  const prefix = 'memory:';
  const placeOf = (runId: string): MemoryPlace => {
    const place = places.get(runId) ?? emptyPlace();
    places.set(runId, place);
    return place;
  };
  return {
    open: ({ logPath }) => createMemoryStore(placeOf(logPath.slice(prefix.length)), now),
    index: {
      list: async () =>
        [...places]
          .filter(([, { lines }]) => lines !== null)
          .map(([runId]) => runId)
          .toSorted()
          .toReversed(),
      placeOf: (runId) => ({ runId, runHome: `${runsFolder}/${runId}`, logPath: `${prefix}${runId}` }),
      async named(name) {
        const lines = places.get(name.slice(prefix.length))?.lines ?? null;
        return lines === null ? null : { logPath: name, first: lines[0]?.event ?? null };
      },
    },
  };
}

function openLog(kept: LogLine[], release: () => Promise<void>): Log {
  let closed = false;
  let writing = false;
  return {
    async append(lines) {
      if (closed) throw new Error('The log is closed.');
      if (writing) throw new Error('The append before it is not finished.');
      const [first] = lines;
      if (first === undefined) return;
      if (first.event.seq !== kept.length + 1) throw new Error(`The event has the seq ${first.event.seq}.`);
      writing = true;
      await Promise.resolve();
      kept.push(...lines);
      writing = false;
    },
    makeRoom: async () => {},
    async close() {
      closed = true;
      await release();
    },
  };
}
