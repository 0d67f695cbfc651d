import { resolve } from 'node:path';
import { type GivenSettings, strongest } from '../sources/given-settings.ts';

/** Where the task's words are; `path` is absolute. */
export type TaskSource =
  | { kind: 'text'; text: string }
  | { kind: 'file'; path: string }
  | { kind: 'standard input' };

export type TaskChoice = { ok: true; source: TaskSource } | { ok: false; error: string };

export function chooseTask(layers: readonly GivenSettings[], currentFolder: string): TaskChoice {
  const task = strongest(layers, 'task');
  const file = strongest(layers, 'taskFile');
  if (task !== undefined && file !== undefined) {
    return { ok: false, error: '--task and --task-file are both given; keep one of them' };
  }
  if (task !== undefined) return { ok: true, source: { kind: 'text', text: task.value } };
  if (file === undefined) {
    return { ok: false, error: 'there is no task; say what is to be done with --task or --task-file' };
  }
  return {
    ok: true,
    source:
      file.value === '-'
        ? { kind: 'standard input' }
        : { kind: 'file', path: resolve(currentFolder, file.value) },
  };
}
