import type { ChildProcess } from 'node:child_process';
import { Readable, Writable } from 'node:stream';
import type { Dialogue } from '../../ports/sandbox.ts';

/** Lets `dialogue` talk with a process over its pipes; never rejects. */
export async function talkWith({ stdin, stdout }: ChildProcess, dialogue: Dialogue): Promise<void> {
  if (stdin === null || stdout === null) return;
  // That it has ended shows in its output too.
  stdin.on('error', () => {});
  stdout.on('error', () => {});
  const input: WritableStream<Uint8Array> = Writable.toWeb(stdin);
  // Sound: a stream of a process without an encoding gives bytes.
  const output = Readable.toWeb(stdout) as ReadableStream<Uint8Array>;
  await dialogue.talk(input, output).catch(() => {});
  // Nothing more comes: a program that knows its manners ends.
  stdin.destroy();
}
