import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import type { TaskSource } from '../config/choices/choose-task.ts';
import { decodeTask } from './decode-task.ts';
import { UsageError } from './usage-error.ts';

/** The words of the task; a UsageError where they can't be read or say nothing. */
export async function readTask(source: TaskSource): Promise<string> {
  const decoded = decodeTask(await taskBytes(source));
  if (!decoded.ok) throw new UsageError(`the task (${placeOf(source)}) ${decoded.problem}`);
  if (decoded.text.trim() === '') throw new UsageError(`the task is empty (${placeOf(source)})`);
  return decoded.text;
}

async function taskBytes(source: TaskSource): Promise<Uint8Array> {
  switch (source.kind) {
    case 'text':
      return Buffer.from(source.text);
    case 'standard input':
      return buffer(process.stdin);
    case 'file':
      return readFile(source.path).catch((error: NodeJS.ErrnoException) => {
        throw new UsageError(
          `the task file ${source.path} can't be read (${error.code}); name a file that can`,
        );
      });
  }
}

function placeOf(source: TaskSource): string {
  if (source.kind === 'text') return '--task';
  return source.kind === 'file' ? source.path : 'standard input';
}
