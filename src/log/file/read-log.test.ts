import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { growsTooFast } from '../../../test/support/reading-time.ts';
import { temporaryFolder } from '../../system/testing.ts';
import { emptyHead, lineHash } from '../encode-line.ts';
import { emptyEnd, sealLine } from '../seal-line.ts';
import { UnreadableLogError } from '../store-errors.ts';
import { asFile, encodeLog, retried, stopped } from '../testing.ts';
import { parseLog, readLog } from './read-log.ts';

const events = [retried('é 😀'), retried('b'), stopped, retried('d')];
const lines = encodeLog(events);
const bytes = asFile(lines);
const parse = (text: Buffer) => parseLog(text, 'loop.jsonl');

describe('parseLog', () => {
  test('gives events, lines, head and length', () => {
    const contents = parse(bytes);
    expect(contents.events.map(({ event, payload }) => ({ event, payload }))).toEqual(events);
    expect(contents.events.map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
    expect(contents.lines).toEqual(lines);
    expect(contents.head).toBe(lineHash(lines.at(-1) ?? ''));
    expect(contents.lengthBytes).toBe(bytes.length);
    expect(contents.tornTail).toBeNull();
  });

  test('an empty file is an empty log', () => {
    expect(parse(Buffer.alloc(0))).toEqual({
      events: [],
      lines: [],
      head: emptyHead,
      lengthBytes: 0,
      tornTail: null,
    });
  });

  test('cut off at any byte, its whole lines are a prefix and the rest is torn', () => {
    for (let length = 0; length < bytes.length; length += 1) {
      const contents = parse(bytes.subarray(0, length));
      expect(contents.lines).toEqual(lines.slice(0, contents.lines.length));
      const rest = length - contents.lengthBytes;
      expect(contents.tornTail).toEqual(rest === 0 ? null : { offset: contents.lengthBytes, bytes: rest });
      expect(rest).toBeLessThanOrEqual((lines[contents.lines.length] ?? '').length + 8);
    }
  });

  test('with any one bit flipped, it is refused, torn, or known by its head', () => {
    const { head } = parse(bytes);
    const lastLine = bytes.lastIndexOf('\n', bytes.length - 2) + 1;
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const flipped = Buffer.from(bytes);
      flipped.writeUInt8(flipped.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      const seen = whatItSays(flipped);
      if (bit >> 3 < lastLine - 1) expect(seen, `bit ${bit}`).toBe('refused');
      else expect(seen, `bit ${bit}`).not.toBe(head);
    }
  });

  /** The head of what can be read, or how the reader objected. */
  function whatItSays(text: Buffer): string {
    try {
      const { head, tornTail } = parse(text);
      return tornTail === null ? head : 'torn';
    } catch (error) {
      expect(error).toBeInstanceOf(UnreadableLogError);
      return 'refused';
    }
  }

  test.each([
    ['dropped', [lines[0], lines[2], lines[3]], 2],
    ['dropped at the start', lines.slice(1), 1],
    ['doubled', [lines[0], lines[0], ...lines.slice(1)], 2],
    ['doubled at the end', [...lines, lines[3]], 5],
    ['swapped', [lines[1], lines[0], lines[2], lines[3]], 1],
    ['empty', [lines[0], '', ...lines.slice(1)], 2],
    ['rewritten', [sealLine(stopped, emptyEnd, 0).line, ...lines.slice(1)], 2],
  ])('a line that is %s is refused by its number', (_, changed, lineNumber) => {
    const error = objection(asFile(changed.map((line) => line ?? '')));
    expect(error.lineNumber).toBe(lineNumber);
    expect(error.message).toMatch(new RegExp(`^Line ${lineNumber} of the log loop.jsonl can't be read: `));
  });

  function objection(text: Buffer): UnreadableLogError {
    try {
      parse(text);
    } catch (error) {
      if (error instanceof UnreadableLogError) return error;
      throw error;
    }
    throw new Error('The log was read without an objection.');
  }

  test('a last line that is not JSON is torn, with or without a newline', () => {
    for (const end of ['{"ts":"20\n', '\0\0\0\0\n', '\n', '{']) {
      const torn = Buffer.concat([bytes, Buffer.from(end)]);
      expect(parse(torn).tornTail).toEqual({ offset: bytes.length, bytes: end.length });
    }
  });

  test('a last line of JSON that does not belong there is refused, not torn', () => {
    expect(objection(Buffer.concat([bytes, Buffer.from('{}\n')])).lineNumber).toBe(5);
  });

  test('the time to read grows with the number of events alone', async () => {
    const logOf = (size: number) =>
      asFile(
        encodeLog(Array.from({ length: Math.ceil(size / 8) }, (_, index) => retried(`error ${index}`))),
      ).toString();
    expect(parse(Buffer.from(logOf(80_000))).events).toHaveLength(10_000);
    expect(await growsTooFast((text) => parse(Buffer.from(text)), logOf)).toBe(false);
  });
});

describe('readLog', () => {
  test('reads a file', async () => {
    const path = join(await temporaryFolder(), 'loop.jsonl');
    await writeFile(path, bytes);
    expect(await readLog(path)).toEqual(parse(bytes));
  });

  test('rejects where there is none', async () => {
    const path = join(await temporaryFolder(), 'loop.jsonl');
    await expect(readLog(path)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
