/** Collects output in constant memory: its first and its last bytes. */
export interface CappedOutput {
  add(chunk: Uint8Array): void;
  /** What was kept, as UTF-8 with invalid bytes replaced; a cut is said in words at its place. */
  text(): string;
}

/** Keeps at most `limitBytes` of the output: half from the start, half from the end. */
export function capOutput(limitBytes: number): CappedOutput {
  const head = new Uint8Array(Math.ceil(limitBytes / 2));
  /** A ring: byte n after the head is at n modulo its length. */
  const tail = new Uint8Array(Math.floor(limitBytes / 2));
  let headBytes = 0;
  /** All that came after the head, kept or not. */
  let laterBytes = 0;

  function addToTail(chunk: Uint8Array) {
    laterBytes += chunk.length;
    if (tail.length === 0) return;
    const kept = chunk.subarray(Math.max(0, chunk.length - tail.length));
    const start = (laterBytes - kept.length) % tail.length;
    const beforeEnd = kept.subarray(0, tail.length - start);
    tail.set(beforeEnd, start);
    tail.set(kept.subarray(beforeEnd.length), 0);
  }

  return {
    add(chunk) {
      const forHead = chunk.subarray(0, head.length - headBytes);
      head.set(forHead, headBytes);
      headBytes += forHead.length;
      if (forHead.length < chunk.length) addToTail(chunk.subarray(forHead.length));
    },
    text() {
      const first = head.subarray(0, headBytes);
      if (laterBytes <= tail.length) {
        return textOf(first, tail.subarray(0, laterBytes));
      }
      const turn = laterBytes % (tail.length || 1);
      const last = new Uint8Array(tail.length);
      last.set(tail.subarray(turn));
      last.set(tail.subarray(0, turn), tail.length - turn);
      const wholeFirst = first.subarray(0, endOfLastCharacter(first));
      const wholeLast = last.subarray(startOfFirstCharacter(last));
      const leftOut = headBytes + laterBytes - wholeFirst.length - wholeLast.length;
      return `${textOf(wholeFirst)}\n[... ${leftOut} bytes left out ...]\n${textOf(wholeLast)}`;
    },
  };
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

/** Where the bytes must start so that no UTF-8 sequence is cut. */
function startOfFirstCharacter(bytes: Uint8Array): number {
  let start = 0;
  while (start < 3 && start < bytes.length && isContinuation(bytes[start] ?? 0)) start += 1;
  return start;
}
