import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { lineHash } from '../src/log/encode-line.ts';
import { headProblem } from '../src/log/file/head-file.ts';
import { parseLog } from '../src/log/file/read-log.ts';
import { UnreadableLogError } from '../src/log/store-errors.ts';
import { asFile, encodeLog, retried, stopped } from '../src/log/testing.ts';
import { seededRandom } from './simulation/random.ts';

const recording = join(import.meta.dirname, 'fixtures/logs/v1/stopped.jsonl');
let original: Buffer;
let lines: string[];
let head: string;

const headOf = (all: readonly string[]) =>
  JSON.stringify({ seq: all.length, line_sha256: lineHash(all.at(-1) ?? '') });

beforeAll(async () => {
  original = await readFile(recording);
  lines = parseLog(original, recording).lines;
  head = headOf(lines);
});

/** What a reader makes of a log: an error, the lines that it goes on from, or a refusal by the head file. */
function readingOf(bytes: Buffer, headText: string | null): 'refused' | string[] {
  try {
    const read = parseLog(bytes, 'log').lines;
    return headProblem(headText, read) === null ? read : 'refused';
  } catch (error) {
    if (error instanceof UnreadableLogError) return 'refused';
    throw error;
  }
}

/** The lines of `whole` up to where `read` ends: all that may be gone on from. */
const beginningOf = (whole: readonly string[], read: readonly string[]) => whole.slice(0, read.length);

describe('a log that was cut off', () => {
  test('at any byte is gone on from its last whole line, where nothing says that there was more', () => {
    for (let length = 0; length < original.length; length += 1) {
      const read = readingOf(original.subarray(0, length), null);
      if (read === 'refused') expect.fail(`refused when cut off after ${length} bytes`);
      const whole = original.subarray(0, length).toString('latin1').split('\n').length - 1;
      // A last line that lacks its newline alone is not whole.
      expect(read.length).toBe(whole);
      expect(read).toEqual(beginningOf(lines, read));
    }
  });

  test('is refused where its head was kept elsewhere', () => {
    const random = seededRandom(1);
    for (let count = 0; count < 300; count += 1) {
      const length = random.between(0, original.length - 1);
      expect(readingOf(original.subarray(0, length), head), `after ${length} bytes`).toBe('refused');
    }
  });
});

describe('a log with one bit flipped', () => {
  /** Every single bit of a short log, the newline at its end included. */
  test('is refused, or read without what was torn, whichever of its bits it is', () => {
    const short = encodeLog([retried('first'), stopped, retried('last')]);
    const bytes = asFile(short);
    const shortHead = headOf(short);
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      expect(readingOf(flipped(bytes, bit), shortHead), `bit ${bit}`).toBe('refused');
    }
    expect(readingOf(bytes, shortHead)).toEqual(short);
  });

  test('is never read as something else before its last line, without a head too', () => {
    const random = seededRandom(2);
    const lastLine = original.lastIndexOf('\n', original.length - 2) + 1;
    for (let count = 0; count < 2000; count += 1) {
      const bit = random.between(0, lastLine * 8 - 1);
      const read = readingOf(flipped(original, bit), null);
      if (read !== 'refused') expect(read, `bit ${bit}`).toEqual(beginningOf(lines, read));
    }
  });

  test('in its last line can look sound, and is refused by the head', () => {
    const lastLine = original.lastIndexOf('\n', original.length - 2) + 1;
    let deceptive = 0;
    for (let bit = lastLine * 8; bit < original.length * 8; bit += 1) {
      const bytes = flipped(original, bit);
      const trusting = readingOf(bytes, null);
      if (trusting !== 'refused' && trusting.length === lines.length) deceptive += 1;
      expect(readingOf(bytes, head), `bit ${bit}`).toBe('refused');
    }
    // The control: without the head some of them would be believed.
    expect(deceptive).toBeGreaterThan(0);
  });
});

describe('a log with its lines', () => {
  const changed = (change: (copy: string[], at: number) => void, at: number) => {
    const copy = [...lines];
    change(copy, at);
    return readingOf(asFile(copy), head);
  };

  test.each([
    ['dropped', (copy: string[], at: number) => copy.splice(at, 1)],
    ['doubled', (copy: string[], at: number) => copy.splice(at, 0, copy[at] ?? '')],
    ['swapped', (copy: string[], at: number) => copy.splice(at, 2, ...copy.slice(at, at + 2).reverse())],
  ] as const)('%s is refused', (_name, change) => {
    for (let at = 0; at < lines.length - 1; at += 1) {
      expect(changed(change, at), `line ${at + 1}`).toBe('refused');
    }
    expect(changed(() => {}, 0)).toEqual(lines);
  });
});

function flipped(bytes: Buffer, bit: number): Buffer {
  const copy = Buffer.from(bytes);
  copy.writeUInt8(copy.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
  return copy;
}

test('a damaged head file is told as such, and a missing one checks nothing', () => {
  expect(headProblem('{"seq":', lines)).toMatch(/`head` .* is damaged/);
  expect(headProblem(null, [])).toBeNull();
});
