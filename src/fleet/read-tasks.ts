import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type CommandLine, commandLineKeys } from '../core/settings/settings.ts';
import { UsageError } from '../runs/usage-error.ts';

/** A task of a backlog, with what is said of it alone. */
export interface BacklogTask {
  task: string;
  base: string | null;
  priority: number | null;
  settings: CommandLine;
}

/** A folder of Markdown files, each a task, in the order of their names; or a file of JSON lines. */
export async function readTasks(path: string): Promise<BacklogTask[]> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`the tasks ${path} can't be read (${error.code}); nothing was submitted`);
  });
  const tasks = found.isDirectory() ? await readFolder(path) : await readLines(path);
  if (tasks.length === 0) throw new UsageError(`there is no task in ${path}; nothing was submitted`);
  return tasks;
}

async function readFolder(folder: string): Promise<BacklogTask[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.md')).toSorted();
  return Promise.all(
    names.map(async (name) => {
      const task = await readFile(join(folder, name), 'utf8');
      if (task.trim() === '') throw new UsageError(`${join(folder, name)} is empty; nothing was submitted`);
      return { task, base: null, priority: null, settings: {} };
    }),
  );
}

const scalar = z.union([z.string(), z.number().transform(String), z.boolean()]);
const lineSchema = z
  .object({
    task: z.string().refine((text) => text.trim() !== '', 'is empty'),
    base: z.string().optional(),
    priority: z.number().int().optional(),
  })
  .catchall(z.union([scalar, z.array(z.string())]));

async function readLines(path: string): Promise<BacklogTask[]> {
  const lines = (await readFile(path, 'utf8')).split('\n');
  return lines.flatMap((line, index) => {
    if (line.trim() === '') return [];
    const place = `line ${index + 1} of ${path}`;
    const { task, base = null, priority = null, ...settings } = parseLine(line, place);
    const unknown = Object.keys(settings).find((key) => !commandLineKeys.some((known) => known === key));
    if (unknown !== undefined) {
      throw new UsageError(
        `${place} names ${JSON.stringify(unknown)}, which is no option of a run; nothing was submitted`,
      );
    }
    return [{ task, base, priority, settings }];
  });
}

function parseLine(line: string, place: string): z.infer<typeof lineSchema> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new UsageError(`${place} is not JSON; nothing was submitted`);
  }
  const read = lineSchema.safeParse(value);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new UsageError(
    `${place} can't be used: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}; nothing was submitted`,
  );
}
