import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { LoggedEvent } from '../../core/events.ts';
import { type EventFold, growing } from '../../views/course/event-fold.ts';
import { eventLine } from '../../views/course/event-line.ts';
import type { Source } from './source.ts';

const rowHeight = 24;
const panelHeight = 384;
const spareRows = 8;

interface LogProps {
  source: Source;
  runId: string;
  events: readonly LoggedEvent[];
  /** How many of them there are up to the place that is shown. */
  count: number;
  /** Whether the last event stays in sight. */
  follows: boolean;
}

/** The events as a list of which only the rows in sight are drawn; one is opened by a click or by Enter. */
export function LogPanel({ source, runId, events, count, follows }: LogProps) {
  const [words, setWords] = useState('');
  const [top, setTop] = useState(0);
  const [opened, setOpened] = useState<LoggedEvent | null>(null);
  const list = useRef<HTMLDivElement>(null);
  const matching = useMemo(
    () => (words === '' ? null : growing(matchFold(words.toLowerCase()), events)),
    [words, events],
  );
  const found = matching?.(count).view ?? null;
  const length = found?.length ?? count;
  useEffect(() => {
    if (follows && list.current !== null) list.current.scrollTop = length * rowHeight;
  }, [follows, length]);
  const first = Math.max(0, Math.floor(top / rowHeight) - spareRows);
  const last = Math.min(length, Math.ceil((top + panelHeight) / rowHeight) + spareRows);
  const rows = (found ?? events).slice(first, last);
  const open = (seq: number) => {
    source.readEvent(runId, seq).then(setOpened, () => setOpened(null));
  };
  return (
    <>
      <label>
        {'filter '}
        <input
          type="search"
          value={words}
          placeholder="an event, a role, a word"
          onInput={({ currentTarget }) => setWords(currentTarget.value)}
        />
      </label>
      <div
        class="log"
        ref={list}
        style={{ height: `${panelHeight}px` }}
        onScroll={({ currentTarget }) => setTop(currentTarget.scrollTop)}
      >
        <div style={{ height: `${length * rowHeight}px`, position: 'relative' }}>
          {rows.map((event, index) => (
            <LogRow key={event.seq} event={event} top={(first + index) * rowHeight} onOpen={open} />
          ))}
        </div>
      </div>
      {opened !== null && (
        <div class="opened">
          <button type="button" onClick={() => setOpened(null)}>
            close event {opened.seq}
          </button>
          <pre>{JSON.stringify(opened, null, 2)}</pre>
        </div>
      )}
    </>
  );
}

interface RowProps {
  event: LoggedEvent;
  top: number;
  onOpen: (seq: number) => void;
}

function LogRow({ event, top, onOpen }: RowProps) {
  const { seq, ts, event: name, who, text } = eventLine(event);
  return (
    <button type="button" class="row" style={{ top: `${top}px` }} onClick={() => onOpen(seq)}>
      <span class="seq">{seq}</span>
      <time dateTime={ts}>{ts.slice(11, 19)}</time>
      <span class="name">{who === null ? name : `${who} ${name}`}</span>
      <span class="text">{text}</span>
    </button>
  );
}

/** The events whose line in the list has these words, in small letters. */
function matchFold(words: string): EventFold<LoggedEvent[]> {
  return {
    begin: () => [],
    take: (found, event) => {
      const { event: name, who, text } = eventLine(event);
      if (!`${name} ${who ?? ''} ${text}`.toLowerCase().includes(words)) return false;
      found.push(event);
      return true;
    },
  };
}
