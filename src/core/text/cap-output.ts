import { cutNote } from './cut-note.ts';

/** Collects output in constant memory: its first and its last bytes. */
export interface CappedOutput {
  add(chunk: Uint8Array): void;
  /** What was kept, as UTF-8 with invalid bytes replaced; a cut is said in words at its place. */
  text(): string;
}

/** A cut is made at the end of a line where one is so near, and where at least so much is left out. */
const mostNearBytes = 2048;

const lineFeed = 0x0a;

/** How far from its half of the limit a cut may be made; output that is longer by no more than this is kept whole. */
export function cutMarginBytes(limitBytes: number): number {
  return Math.min(mostNearBytes, Math.floor(limitBytes / 8));
}

/** Keeps about `limitBytes` of the output: half from the start, half from the end, in whole lines. */
export function capOutput(limitBytes: number): CappedOutput {
  const near = cutMarginBytes(limitBytes);
  const mostHeadBytes = Math.ceil(limitBytes / 2);
  const head = growingBytes(mostHeadBytes);
  const tailBytes = Math.floor(limitBytes / 2);
  /** A ring of so many bytes: byte n after the head is at n modulo its length. */
  const ringBytes = tailBytes + near;
  const ring = growingBytes(ringBytes);
  let headBytes = 0;
  /** All that came after the head, kept or not. */
  let laterBytes = 0;
  let lineFeeds = 0;
  let lastByte = lineFeed;

  function addToRing(chunk: Uint8Array) {
    laterBytes += chunk.length;
    if (ringBytes === 0) return;
    const kept = chunk.subarray(Math.max(0, chunk.length - ringBytes));
    const start = (laterBytes - kept.length) % ringBytes;
    const beforeEnd = kept.subarray(0, ringBytes - start);
    ring.set(beforeEnd, start);
    ring.set(kept.subarray(beforeEnd.length), 0);
  }

  return {
    add(chunk) {
      lineFeeds += countLineFeeds(chunk);
      lastByte = chunk.at(-1) ?? lastByte;
      const forHead = chunk.subarray(0, mostHeadBytes - headBytes);
      head.set(forHead, headBytes);
      headBytes += forHead.length;
      if (forHead.length < chunk.length) addToRing(chunk.subarray(forHead.length));
    },
    text() {
      const first = head.copy(0, headBytes);
      if (laterBytes <= ringBytes) return textOf(first, ring.copy(0, laterBytes));
      const turn = laterBytes % (ringBytes || 1);
      const last = new Uint8Array(ringBytes);
      last.set(ring.copy(turn, ringBytes));
      last.set(ring.copy(0, turn), ringBytes - turn);
      const headEnd = endOfHead(first, near);
      const tailStart = startOfTail(last, last.length - tailBytes, near);
      const keptHead = first.subarray(0, headEnd);
      const keptTail = last.subarray(tailStart);
      const note = cutNote({
        bytes: headBytes + laterBytes - keptHead.length - keptTail.length,
        lines: lineFeeds + (lastByte === lineFeed ? 0 : 1),
        firstLine: countLineFeeds(keptHead) + 1,
        keptOfFirstLine: headEnd - (keptHead.lastIndexOf(lineFeed) + 1),
        tailLine: lineFeeds - countLineFeeds(keptTail) + 1,
        tailIsWhole: last[tailStart - 1] === lineFeed,
      });
      const text = textOf(keptHead);
      return `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}${note}\n${textOf(keptTail)}`;
    },
  };
}

/** Room for up to `mostBytes`, of which the machine gives only as much as was used: most commands print little. */
function growingBytes(mostBytes: number) {
  const buffer = new ArrayBuffer(0, { maxByteLength: mostBytes });
  const bytes = new Uint8Array(buffer);
  return {
    set(part: Uint8Array, start: number) {
      const end = start + part.length;
      if (end > buffer.byteLength) buffer.resize(Math.min(mostBytes, Math.max(end, 2 * buffer.byteLength)));
      bytes.set(part, start);
    },
    /** What a text decoder takes: it refuses bytes whose room may change. */
    copy: (start: number, end: number) => bytes.slice(start, end),
  };
}

function countLineFeeds(bytes: Uint8Array): number {
  let count = 0;
  for (let index = 0; index < bytes.length; index += 1) if (bytes[index] === lineFeed) count += 1;
  return count;
}

/** Where the head ends: after its last line where that ends near its end, else after its last whole character. */
function endOfHead(head: Uint8Array, near: number): number {
  const end = head.lastIndexOf(lineFeed) + 1;
  return end > 0 && head.length - end <= near ? end : endOfLastCharacter(head);
}

/** Where the tail starts, from `from` on: at the next line where one starts near, else at the next whole character. */
function startOfTail(bytes: Uint8Array, from: number, near: number): number {
  const start = bytes.indexOf(lineFeed, Math.max(from - 1, 0)) + 1;
  const isNear = start >= from && start > 0 && start - from <= near;
  return isNear ? start : startOfNextCharacter(bytes, from);
}

/** The parts in one, as UTF-8; a mark at the start stays. */
function textOf(...parts: Uint8Array[]): string {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  return parts.map((part) => decoder.decode(part, { stream: true })).join('') + decoder.decode();
}

const isContinuation = (byte: number) => byte >> 6 === 0b10;

function sequenceLength(byte: number): number {
  if (byte >> 5 === 0b110) return 2;
  if (byte >> 4 === 0b1110) return 3;
  return byte >> 3 === 0b11110 ? 4 : 1;
}

/** Where the bytes must end so that no UTF-8 sequence is cut; their whole length where the end is no UTF-8. */
function endOfLastCharacter(bytes: Uint8Array): number {
  for (let index = bytes.length - 1; index >= Math.max(0, bytes.length - 3); index -= 1) {
    const byte = bytes[index] ?? 0;
    if (!isContinuation(byte)) return index + sequenceLength(byte) > bytes.length ? index : bytes.length;
  }
  return bytes.length;
}

/** Where the bytes from `from` on must start so that no UTF-8 sequence is cut. */
function startOfNextCharacter(bytes: Uint8Array, from: number): number {
  let start = from;
  while (start < from + 3 && start < bytes.length && isContinuation(bytes[start] ?? 0)) start += 1;
  return start;
}
