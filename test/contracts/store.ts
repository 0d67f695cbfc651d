import { describe, expect, onTestFinished, test } from 'vitest';
import { emptyHead, lineHash } from '../../src/log/encode-line.ts';
import { endOf } from '../../src/log/seal-line.ts';
import { RunInUseError } from '../../src/log/store-errors.ts';
import { retried, sealed, stopped } from '../../src/log/testing.ts';
import type { Log, LogLine, Store } from '../../src/ports/store.ts';

const open = new AbortController().signal;
const lines = sealed([retried('é\u2028 😀'), stopped, retried('three')]);
const texts = lines.map(({ line }) => line);

async function create(store: Store): Promise<Log> {
  const log = await (await store.claim()).create();
  onTestFinished(() => log.close());
  return log;
}

async function linesOf(following: AsyncIterable<LogLine>): Promise<LogLine[]> {
  const found: LogLine[] = [];
  for await (const line of following) found.push(line);
  return found;
}

/**
 * What every Store keeps to. `newRun` gives the store of a run that has no log yet; each call of what that resolves with
 * stands for another process that works on the same run.
 */
export function storeContract(newRun: () => Promise<() => Store>): void {
  describe('a log', () => {
    test('that is new is empty', async () => {
      const process = await newRun();
      await create(process());
      expect(await process().read()).toEqual({ events: [], lines: [], head: emptyHead, damage: null });
    });

    test('that exists is not created anew, and stays as it is', async () => {
      const process = await newRun();
      const log = await create(process());
      await log.append(lines);
      await log.close();
      const claim = await process().claim();
      await expect(claim.create()).rejects.toThrow('exists already');
      await claim.release();
      expect((await process().read()).lines).toEqual(texts);
    });

    test('that is not there can be neither read, followed nor opened', async () => {
      const process = await newRun();
      const missing = { code: expect.any(String) };
      await expect(process().read()).rejects.toMatchObject(missing);
      await expect(linesOf(process().follow(async () => true, open))).rejects.toMatchObject(missing);
      const claim = await process().claim();
      await expect(claim.open()).rejects.toMatchObject(missing);
      await claim.release();
    });

    test('tells its first event without the rest, and what is in the way of another one in its place', async () => {
      const process = await newRun();
      expect([await process().first(), await process().obstacle()]).toEqual([null, null]);
      const log = await create(process());
      expect(await process().first()).toBeNull();
      expect(await process().obstacle()).toContain('exists already');
      await log.append(lines);
      expect(await process().first()).toEqual(lines[0]?.event);
    });

    test('bears another mark whenever its end is another one', async () => {
      const process = await newRun();
      expect(await process().mark()).toBeNull();
      const log = await create(process());
      const marks = [await process().mark()];
      for (const line of lines) {
        await log.append([line]);
        marks.push(await process().mark());
      }
      expect(new Set(marks).size).toBe(lines.length + 1);
      expect(await process().mark()).toBe(marks.at(-1));
    });

    test('is gone once it was removed, and can be created anew', async () => {
      const process = await newRun();
      const log = await create(process());
      await log.append(lines);
      await log.close();
      const claim = await process().claim();
      await claim.remove();
      await claim.remove();
      await expect(process().read()).rejects.toMatchObject({ code: expect.any(String) });
      await (await claim.create()).close();
      expect((await process().read()).lines).toEqual([]);
    });

    test('is of its own run', async () => {
      const [one, other] = [await newRun(), await newRun()];
      await (await create(one())).append(lines);
      await create(other());
      expect((await other().read()).lines).toEqual([]);
    });
  });

  describe('lines', () => {
    test('are read back as they were appended, text and event, while the writer goes on', async () => {
      const process = await newRun();
      const log = await create(process());
      await log.append(lines.slice(0, 2));
      expect((await process().read()).lines).toEqual(texts.slice(0, 2));
      await log.append(lines.slice(2));
      expect(await process().read()).toEqual({
        events: lines.map(({ event }) => event),
        lines: texts,
        head: lineHash(texts.at(-1) ?? ''),
        damage: null,
      });
    });

    test('follow on those of an earlier process', async () => {
      const process = await newRun();
      const first = await create(process());
      await first.append(lines);
      await first.close();
      const { log, contents, recovered } = await (await process().claim()).open();
      onTestFinished(() => log.close());
      const { damage, ...read } = await process().read();
      expect([contents, recovered, damage]).toEqual([read, null, null]);
      const more = sealed([stopped], endOf(lines.at(-1) as LogLine));
      await log.append(more);
      expect((await process().read()).lines).toEqual([...texts, ...more.map(({ line }) => line)]);
    });

    test('may be none', async () => {
      const process = await newRun();
      const log = await create(process());
      await log.append([]);
      await log.append(lines);
      expect((await process().read()).lines).toEqual(texts);
    });

    test('that leave out or repeat a number are refused, and none of them is kept', async () => {
      const process = await newRun();
      const log = await create(process());
      await expect(log.append(lines.slice(1))).rejects.toThrow();
      await log.append(lines);
      await expect(log.append(lines.slice(2))).rejects.toThrow();
      expect((await process().read()).lines).toEqual(texts);
    });

    test('are refused before the append before them has resolved, without harm to that one', async () => {
      const process = await newRun();
      const log = await create(process());
      const [first, second] = await Promise.allSettled([
        log.append(lines.slice(0, 1)),
        log.append(lines.slice(0, 1)),
      ]);
      expect([first.status, second.status]).toEqual(['fulfilled', 'rejected']);
      await log.append(lines.slice(1));
      expect((await process().read()).lines).toEqual(texts);
    });

    test('are refused once the log is closed', async () => {
      const process = await newRun();
      const log = await create(process());
      await log.close();
      await log.close();
      await expect(log.append(lines)).rejects.toThrow('is closed');
      expect((await process().read()).lines).toEqual([]);
    });

    test('are written after the room for the last ones was given up', async () => {
      const process = await newRun();
      const log = await create(process());
      await log.makeRoom();
      await log.makeRoom();
      await log.append(lines);
      expect((await process().read()).lines).toEqual(texts);
    });
  });

  describe('the right to write', () => {
    test('is held by one at a time, who is named, from the claim to the end of the log', async () => {
      const process = await newRun();
      expect(await process().writer()).toBeNull();
      const claim = await process().claim();
      const holder = { pid: globalThis.process.pid, since: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) };
      await expect(process().claim()).rejects.toThrow(RunInUseError);
      expect(await process().writer()).toEqual(holder);
      const log = await claim.create();
      await expect(process().claim()).rejects.toThrow(RunInUseError);
      expect(await process().writer()).toEqual(holder);
      await log.close();
      expect(await process().writer()).toBeNull();
      await (await process().claim()).release();
    });

    test('is given back without a log', async () => {
      const process = await newRun();
      await (await process().claim()).release();
      await (await (await process().claim()).create()).close();
    });

    test('stays with its holder where there is nothing to open', async () => {
      const process = await newRun();
      const claim = await process().claim();
      await expect(claim.open()).rejects.toThrow();
      await expect(process().claim()).rejects.toThrow(RunInUseError);
      await claim.release();
    });
  });

  describe('following', () => {
    test('gives what is there, then what is written, and what came just before it was over', async () => {
      const process = await newRun();
      const log = await create(process());
      await log.append(lines.slice(0, 1));
      const waiting = lines.slice(1);
      // Asked whenever all was given: then the next line is written; the last one as it says that it is over.
      const isOver = async () => {
        const next = waiting.shift();
        if (next) await log.append([next]);
        return waiting.length === 0;
      };
      expect(await linesOf(process().follow(isOver, open))).toEqual(lines);
    });

    test('ends when it is told to', async () => {
      const process = await newRun();
      await (await create(process())).append(lines);
      const controller = new AbortController();
      const isOver = async () => {
        controller.abort();
        return false;
      };
      expect(await linesOf(process().follow(isOver, controller.signal))).toEqual(lines);
    });
  });
}
