import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { eventNames, sampleEvent } from '../../test/support/event-samples.ts';
import { createMemoryStore, emptyPlace } from '../../test/support/memory-store.ts';
import { loopResumed, loopStarted, runOptions } from '../../test/support/pure-run.ts';
import type { EventName, LoggedEvent, NewEvent } from '../core/events.ts';
import type { RunState } from '../core/state.ts';
import { summarizeEnd } from '../core/summary.ts';
import type { Log } from '../ports/store.ts';
import { createJournal, type Journal } from './journal.ts';

const secret = 'sk-canary-7351-abcdef';
const withoutSecret = (text: string) => text.replaceAll(secret, '[redacted]');
const asItIs = (text: string) => text;

const started = loopStarted(runOptions());
/** An event that may stand anywhere, and that waits for the next one that must be on disk. */
const asked = (signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP'): NewEvent => ({
  event: 'stop_requested',
  payload: { signal },
});
const toolCall: NewEvent = {
  event: 'tool_call',
  payload: { iteration: 1, role: 'planner', step: 1, call_id: 'c', name: 'shell', arguments: '{}' },
};

interface OpenJournal {
  journal: Journal;
  /** The events on disk, and those of which an observer was told, with the state it was given. */
  written: () => LoggedEvent[];
  observed: { event: LoggedEvent; state: RunState }[];
}

interface JournalChanges {
  redact?: (text: string) => string;
  now?: () => number;
  change?: (log: Log) => Log;
}

/** A journal over a store in memory; `change` puts something in the way of its log. */
async function newJournal(parts: JournalChanges = {}): Promise<OpenJournal> {
  const { redact, now, change }: Required<JournalChanges> = {
    redact: asItIs,
    now: () => 0,
    change: (log) => log,
    ...parts,
  };
  const place = emptyPlace();
  const log = change(await (await createMemoryStore(place, () => 0).claim()).create());
  const journal = createJournal({ log, earlier: null, redact, now });
  const observed: OpenJournal['observed'] = [];
  journal.observe((event, state) => observed.push({ event, state }));
  return { journal, observed, written: () => (place.lines ?? []).map(({ event }) => event) };
}

const namesOf = (events: readonly LoggedEvent[]) => events.map(({ event }) => event);

describe('record', () => {
  test('folds each event once, and tells the observers of it with the state after it', async () => {
    const { journal, observed, written } = await newJournal();
    expect(() => journal.state()).toThrow('Nothing was recorded yet');
    await journal.record(started);
    await journal.record(asked('SIGINT'));
    await journal.record(toolCall);
    expect(observed.map(({ event }) => event)).toEqual(written());
    expect(observed.at(-1)?.state).toBe(journal.state());
    expect(observed.map(({ state }) => state.lastEventAt)).toEqual(written().map(({ ts }) => Date.parse(ts)));
  });

  test('brings an event that begins an effect to the disk, with all before it, and lets others wait', async () => {
    const { journal, observed, written } = await newJournal();
    await journal.record(started);
    await journal.record(asked('SIGINT'));
    await journal.record(asked('SIGTERM'));
    expect([namesOf(written()), observed.length, journal.head().seq]).toEqual([['loop_started'], 1, 1]);
    await journal.record(toolCall);
    expect(namesOf(written())).toEqual(['loop_started', 'stop_requested', 'stop_requested', 'tool_call']);
    expect([observed.length, journal.head().seq]).toEqual([4, 4]);
    await journal.record(asked('SIGHUP'));
    await journal.flush();
    await journal.flush();
    expect(written()).toHaveLength(5);
  });

  test('gives an event the time of its decision, and never lets time go backwards', async () => {
    const times = [5000, 3000, 6000];
    const { journal, written } = await newJournal({ now: () => times.shift() ?? 0 });
    await journal.record(started);
    await journal.record(asked('SIGINT'));
    await journal.record(toolCall, 5500);
    await journal.record(toolCall);
    expect(written().map(({ ts }) => Date.parse(ts))).toEqual([5000, 5000, 5500, 6000]);
  });

  test('refuses an event that can not follow, and goes on as if it had not been', async () => {
    const { journal, written } = await newJournal();
    await journal.record(started);
    const before = journal.state();
    await expect(journal.record(started)).rejects.toThrow('loop_started can only be the first event');
    expect(journal.state()).toBe(before);
    await journal.record(toolCall);
    expect(written().map(({ seq }) => seq)).toEqual([1, 2]);
  });

  test('refuses a second call before the first has resolved', async () => {
    const { journal, written } = await newJournal();
    await journal.record(started);
    const results = await Promise.allSettled([journal.record(toolCall), journal.record(asked('SIGINT'))]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(namesOf(written())).toEqual(['loop_started', 'tool_call']);
  });
});

describe('where the log can not be written', () => {
  /** A log that refuses to write from the moment it is told to. */
  function stubborn() {
    const refuses = { now: false, forEver: false };
    const change = (log: Log): Log => ({
      ...log,
      append: async (lines) => {
        if (refuses.now) throw new Error('no room');
        await log.append(lines);
      },
      makeRoom: async () => {
        refuses.now = refuses.forEver;
      },
    });
    return { refuses, change };
  }

  test('the event that announces an effect has not happened, and what came before it still waits', async () => {
    const { refuses, change } = stubborn();
    const { journal, observed, written } = await newJournal({ change });
    await journal.record(started);
    await journal.record(asked('SIGINT'));
    const before = journal.state();
    refuses.now = true;
    await expect(journal.record(toolCall)).rejects.toThrow('no room');
    expect(journal.state()).toBe(before);
    expect(observed).toHaveLength(1);
    refuses.now = false;
    await journal.flush();
    expect(namesOf(written())).toEqual(['loop_started', 'stop_requested']);
  });

  test('room that is made takes what waits', async () => {
    const { refuses, change } = stubborn();
    const { journal, written } = await newJournal({ change });
    await journal.record(started);
    await journal.record(asked('SIGINT'));
    refuses.now = true;
    await expect(journal.flush()).rejects.toThrow('no room');
    await journal.makeRoom();
    await journal.record({ event: 'loop_stopped', payload: summarizeEnd(journal.state(), 'disk_full') });
    expect(namesOf(written())).toEqual(['loop_started', 'stop_requested', 'loop_stopped']);
  });

  test('what finds no room even then has not happened', async () => {
    const { refuses, change } = stubborn();
    const { journal, written } = await newJournal({ change });
    await journal.record(started);
    const before = journal.state();
    await journal.record(asked('SIGINT'));
    refuses.now = true;
    refuses.forEver = true;
    await journal.makeRoom();
    expect(journal.state()).toBe(before);
    refuses.now = false;
    await journal.record(toolCall);
    expect(written().map(({ event, seq }) => `${seq} ${event}`)).toEqual(['1 loop_started', '2 tool_call']);
  });
});

describe('a known secret', () => {
  /** What a run has recorded before an event of this kind can follow. */
  function before(name: EventName): NewEvent[] {
    const roleStarted = (role: string) =>
      ({ event: 'role_started', payload: { ...sampleEvent('role_started', 'm').payload, role } }) as NewEvent;
    const events = [started, sampleEvent('iteration_started', 'x'), roleStarted('planner')];
    const planned = [...events, sampleEvent('planner_output', 'x'), roleStarted('coder')];
    if (name === 'loop_started' || name === 'judge_started') return [];
    if (name === 'judge_finished') return [sampleEvent('judge_started', 'x')];
    if (name === 'coder_output') return planned;
    return name === 'loop_completed' ? [...planned, sampleEvent('coder_output', 'x')] : events;
  }

  /** An event of this kind that may follow, with the secret in all its texts. */
  function leaking(name: EventName): NewEvent {
    const sample = sampleEvent(name, `before ${secret} after`);
    const phase = { loop_completed: 'completed', loop_stopped: 'stopped', loop_failed: 'failed' }[
      name as string
    ];
    return phase === undefined ? sample : ({ ...sample, payload: { ...sample.payload, phase } } as NewEvent);
  }

  /** All that is left of it: the lines, the state that requests are built from, and what observers were told. */
  async function leftOf(name: EventName, redact: (text: string) => string): Promise<string> {
    const { journal, observed, written } = await newJournal({ redact });
    for (const event of before(name)) await journal.record(event);
    await journal.record(leaking(name));
    await journal.flush();
    return shown([written(), observed, journal.state()]);
  }

  const shown = (value: unknown) =>
    inspect(value, { depth: Number.POSITIVE_INFINITY, maxStringLength: null, maxArrayLength: null });

  test.each(eventNames)('does not get into the log by %s', async (name) => {
    expect(await leftOf(name, withoutSecret)).not.toContain(secret);
  });

  test('would, where it is not taken out, by every event that has a text', async () => {
    const silent: EventName[] = [];
    for (const name of eventNames) if (!(await leftOf(name, asItIs)).includes(secret)) silent.push(name);
    expect(silent).toEqual(['context_cut', 'stop_requested']);
  });

  test('that an earlier process did not know stays out of the state, and the log as it was', async () => {
    const place = emptyPlace();
    const store = createMemoryStore(place, () => 0);
    const first = createJournal({
      log: await (await store.claim()).create(),
      earlier: null,
      redact: asItIs,
      now: () => 0,
    });
    await first.record({ ...started, payload: { ...started.payload, task: `use ${secret}` } } as NewEvent);
    await first.close();
    const lines = (await store.read()).lines;
    expect(lines.join('')).toContain(secret);
    const { log, contents } = await (await store.claim()).open();
    const journal = createJournal({ log, earlier: contents, redact: withoutSecret, now: () => 0 });
    expect(journal.state().task).toBe('use [redacted]');
    await journal.record(loopResumed(runOptions()));
    const read = await store.read();
    expect(read.lines[0]).toBe(lines[0]);
    expect(read.events).toHaveLength(2);
  });
});
