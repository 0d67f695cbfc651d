import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { readCommandLine } from '../config/sources/command-line-source.ts';
import type { CommandLine } from '../core/settings/settings.ts';
import { type DecodedTask, decodeSavedText, decodeTask } from '../runs/decode-task.ts';
import { UsageError } from '../runs/usage-error.ts';
import { submittableKeys } from './submittable-keys.ts';

/** A task of a backlog, with what is said of it alone. */
export interface BacklogTask {
  task: string;
  base: string | null;
  priority: number | null;
  settings: CommandLine;
}

/**
 * A folder of Markdown files, each a task, in the order of their names; or a file of JSON lines. A UsageError where any
 * of them is none, or has options that a worker would refuse.
 */
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
      const path = join(folder, name);
      const task = taskOf(decodeTask(await bytesOf(path)), path);
      return { task, base: null, priority: null, settings: {} };
    }),
  );
}

function bytesOf(path: string): Promise<Uint8Array> {
  return readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`${path} can't be read (${error.code}); nothing was submitted`);
  });
}

function taskOf(decoded: DecodedTask, place: string): string {
  if (!decoded.ok) throw new UsageError(`${place} ${decoded.problem}; nothing was submitted`);
  if (decoded.text.trim() === '') throw new UsageError(`${place} is empty; nothing was submitted`);
  return decoded.text;
}

const scalar = z.union([z.string(), z.number().transform(String), z.boolean()]);
const lineSchema = z
  .object({
    task: z.string(),
    base: z.string().optional(),
    priority: z.number().int().min(0).max(999_999_999).optional(),
  })
  .catchall(z.union([scalar, z.array(z.string())]));

/** What a line of JSON says in a place of its own, or what has one place for all lines. */
const notOfOneLine = ['task', 'taskFile', 'workspace'];
const lineKeys: readonly string[] = submittableKeys.filter((key) => !notOfOneLine.includes(key));

async function readLines(path: string): Promise<BacklogTask[]> {
  const lines = taskOf(decodeSavedText(await bytesOf(path)), path).split('\n');
  return lines.flatMap((line, index) => {
    if (line.trim() === '') return [];
    const place = `line ${index + 1} of ${path}`;
    const { task: text, base = null, priority = null, ...settings } = parseLine(line, place);
    const task = taskOf(decodeTask(Buffer.from(text)), `the task in ${place}`);
    const unknown = Object.keys(settings).find((key) => !lineKeys.includes(key));
    if (unknown !== undefined) {
      throw new UsageError(
        `${place} names ${JSON.stringify(unknown)}, which is no option of a task; nothing was submitted`,
      );
    }
    const { errors } = readCommandLine(settings);
    if (errors.length > 0) throw new UsageError(`${place}: ${errors.join('; ')}; nothing was submitted`);
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
