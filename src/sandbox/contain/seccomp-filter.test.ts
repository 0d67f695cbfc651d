import { describe, expect, test } from 'vitest';
import { encodeFilter, type Instruction, seccompInstructions } from './seccomp-filter.ts';
import {
  auditArchitecture,
  callNumber,
  examinedCalls,
  type Processor,
  refusedCalls,
} from './system-calls.ts';

const allowed = 0x7fff0000;
const killed = 0x80000000;
const failed = (errorNumber: number) => 0x00050000 + errorNumber;

/** What the kernel would answer, by its rules for the few instructions in use. */
function answerOf(instructions: readonly Instruction[], call: number, architecture: number, args: number[]) {
  const data = new Map([
    [0, call],
    [4, architecture],
    [16, args[0] ?? 0],
    [24, args[1] ?? 0],
  ]);
  let accumulator = 0;
  for (let index = 0; index < instructions.length; index += 1) {
    const [code, ifTrue, ifFalse, constant] = instructions[index] as Instruction;
    if (code === 0x06) return constant >>> 0;
    if (code === 0x20) accumulator = data.get(constant) as number;
    else {
      const holds =
        code === 0x15
          ? accumulator === constant
          : code === 0x35
            ? accumulator >= constant
            : (accumulator & constant) !== 0;
      index += holds ? ifTrue : ifFalse;
    }
  }
  throw new Error('the filter has no answer');
}

describe.each<Processor>(['x64', 'arm64'])('the filter for %s', (processor) => {
  const instructions = seccompInstructions(processor);
  const answerTo = (call: number, ...args: number[]) =>
    answerOf(instructions, call, auditArchitecture[processor], args);
  const number = (name: keyof typeof examinedCalls) => callNumber(examinedCalls[name], processor) as number;

  test('refuses every call of the table', () => {
    for (const numbers of Object.values(refusedCalls)) {
      const call = callNumber(numbers, processor);
      if (call !== null) expect(answerTo(call)).toBe(failed(1));
    }
  });

  test('allows ordinary calls', () => {
    const ordinary =
      processor === 'x64' ? [0, 1, 2, 9, 57, 59, 231, 257] : [56, 57, 63, 64, 93, 94, 221, 222];
    for (const call of ordinary) expect(answerTo(call)).toBe(allowed);
  });

  test('kills what calls by the rules of another processor', () => {
    const other = auditArchitecture[processor === 'x64' ? 'arm64' : 'x64'];
    for (const architecture of [other, 0x40000003]) {
      expect(answerOf(instructions, 1, architecture, [])).toBe(killed);
    }
  });

  test('lets threads and processes be cloned, but no namespaces', () => {
    expect(answerTo(number('clone'), 0x3d0f00)).toBe(allowed);
    expect(answerTo(number('clone'), 0x1200011)).toBe(allowed);
    for (const flag of [17, 25, 26, 27, 28, 29, 30].map((bit) => 2 ** bit)) {
      expect(answerTo(number('clone'), flag + 17)).toBe(failed(1));
    }
    expect(answerTo(number('clone3'))).toBe(failed(38));
  });

  test('has sockets of three families only', () => {
    for (const name of ['socket', 'socketpair'] as const) {
      for (const family of [1, 2, 10]) expect(answerTo(number(name), family)).toBe(allowed);
      for (const family of [0, 3, 16, 17, 38, 40, 44])
        expect(answerTo(number(name), family)).toBe(failed(97));
    }
  });

  test('keeps characters out of a terminal', () => {
    expect(answerTo(number('ioctl'), 0, 0x5401)).toBe(allowed);
    expect(answerTo(number('ioctl'), 0, 0x5412)).toBe(failed(1));
    expect(answerTo(number('ioctl'), 0, 0x541c)).toBe(failed(1));
  });

  test('jumps forwards, within itself, and is encoded in eight bytes an instruction', () => {
    for (const [index, [code, ifTrue, ifFalse]] of instructions.entries()) {
      if (code === 0x06 || code === 0x20) continue;
      expect(index + 1 + Math.max(ifTrue, ifFalse)).toBeLessThan(instructions.length);
      expect(Math.max(ifTrue, ifFalse)).toBeLessThan(256);
    }
    const bytes = encodeFilter(instructions);
    expect(bytes).toHaveLength(instructions.length * 8);
    expect(bytes.subarray(0, 8)).toEqual(Buffer.from([0x20, 0, 0, 0, 4, 0, 0, 0]));
  });
});

test('the x32 interface is not there', () => {
  const instructions = seccompInstructions('x64');
  expect(answerOf(instructions, 0x40000000 + 39, auditArchitecture.x64, [])).toBe(failed(38));
  expect(answerOf(instructions, 0x40000000 + 272, auditArchitecture.x64, [])).toBe(failed(38));
});
