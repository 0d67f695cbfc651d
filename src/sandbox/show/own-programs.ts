import { existsSync } from 'node:fs';
import type { CommandRequest, OwnProgram } from '../../ports/sandbox.ts';

/** Absolute path of each of proofloop's own programs, a module for node, and of the folder with what test runners load. */
export type OwnPrograms = Readonly<Record<OwnProgram | 'ask-for-report', string>>;

/** The program and the arguments that carry out a command; `node` and `programs` are where the command finds them. */
export function argumentsOfCommand(
  command: CommandRequest['command'],
  node: string,
  programs: OwnPrograms,
): [program: string, ...args: string[]] {
  if (typeof command === 'string') return [shell(), '-c', command];
  return [node, '--no-warnings', programs[command.program]];
}

function shell(): string {
  return existsSync('/bin/bash') ? '/bin/bash' : '/bin/sh';
}
