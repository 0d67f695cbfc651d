import {
  auditArchitecture,
  callNumber,
  examinedCalls,
  type Processor,
  refusedCalls,
} from './system-calls.ts';

/** One instruction of the kernel's classic BPF: code, jumps where a comparison holds and where not, constant. */
export type Instruction = readonly [code: number, ifTrue: number, ifFalse: number, constant: number];

const load = 0x20;
const jumpIfEqual = 0x15;
const jumpIfAtLeast = 0x35;
const jumpIfAnyBit = 0x45;
const answer = 0x06;

/** Offsets in `struct seccomp_data`; of the arguments, the low half on a little-endian machine. */
const callAt = 0;
const architectureAt = 4;
const firstArgumentAt = 16;
const secondArgumentAt = 24;

const allow: Instruction = [answer, 0, 0, 0x7fff0000];
const killProcess: Instruction = [answer, 0, 0, 0x80000000];
const failWith = (errorNumber: number): Instruction => [answer, 0, 0, 0x00050000 | errorNumber];

const notPermitted = failWith(1);
const notImplemented = failWith(38);
const familyNotSupported = failWith(97);

/** What numbers of the x32 interface begin with: its calls would pass by the comparisons below. */
const x32Bit = 0x40000000;

/** CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID and NEWNET. */
const newNamespaces = 0x7e020000;

const families = { unix: 1, internet: 2, internet6: 10 };

/** Put characters into a terminal's input, as if they were typed. */
const terminalInput = { TIOCSTI: 0x5412, TIOCLINUX: 0x541c };

/** The filter's instructions: everything is allowed but what is named here and in the table of system calls. */
export function seccompInstructions(processor: Processor): Instruction[] {
  return [
    [load, 0, 0, architectureAt],
    [jumpIfEqual, 1, 0, auditArchitecture[processor]],
    killProcess,
    [load, 0, 0, callAt],
    ...(processor === 'x64' ? when([jumpIfAtLeast, x32Bit], [notImplemented]) : []),
    ...Object.values(refusedCalls).flatMap((numbers) => onCall(numbers, processor, [notPermitted])),
    // Its flags lie behind a pointer, which a filter can't follow; without it, libraries fall back on clone.
    ...onCall(examinedCalls.clone3, processor, [notImplemented]),
    ...onCall(examinedCalls.clone, processor, [
      [load, 0, 0, firstArgumentAt],
      ...when([jumpIfAnyBit, newNamespaces], [notPermitted]),
      allow,
    ]),
    ...onCall(examinedCalls.socket, processor, allowedFamilies),
    ...onCall(examinedCalls.socketpair, processor, allowedFamilies),
    ...onCall(examinedCalls.ioctl, processor, [
      [load, 0, 0, secondArgumentAt],
      ...Object.values(terminalInput).flatMap((request) => when([jumpIfEqual, request], [notPermitted])),
      allow,
    ]),
    allow,
  ];
}

const allowedFamilies: readonly Instruction[] = [
  [load, 0, 0, firstArgumentAt],
  ...Object.values(families).flatMap((family) => when([jumpIfEqual, family], [allow])),
  familyNotSupported,
];

function onCall(
  numbers: Parameters<typeof callNumber>[0],
  processor: Processor,
  then: readonly Instruction[],
): Instruction[] {
  const number = callNumber(numbers, processor);
  return number === null ? [] : when([jumpIfEqual, number], then);
}

function when(
  [code, constant]: [code: number, constant: number],
  then: readonly Instruction[],
): Instruction[] {
  return [[code, 0, then.length, constant], ...then];
}

/** The instructions as the kernel reads them: eight bytes each, little-endian. */
export function encodeFilter(instructions: readonly Instruction[]): Buffer {
  const bytes = Buffer.alloc(instructions.length * 8);
  for (const [index, [code, ifTrue, ifFalse, constant]] of instructions.entries()) {
    bytes.writeUInt16LE(code, index * 8);
    bytes.writeUInt8(ifTrue, index * 8 + 2);
    bytes.writeUInt8(ifFalse, index * 8 + 3);
    bytes.writeUInt32LE(constant >>> 0, index * 8 + 4);
  }
  return bytes;
}
