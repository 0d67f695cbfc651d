import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import type { TaskSource } from '../config/choices/choose-task.ts';
import { UsageError } from './usage-error.ts';

/** The words of the task; a UsageError where they can't be read or say nothing. */
export async function readTask(source: TaskSource): Promise<string> {
  const task = await taskText(source);
  if (task.trim() === '') throw new UsageError(`the task is empty (${placeOf(source)})`);
  return task;
}

async function taskText(source: TaskSource): Promise<string> {
  switch (source.kind) {
    case 'text':
      return source.text;
    case 'standard input':
      return text(process.stdin);
    case 'file':
      return readFile(source.path, 'utf8').catch((error: NodeJS.ErrnoException) => {
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
