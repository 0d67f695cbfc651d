import { constants, type Dirent } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { parseJson } from '../../core/runners/json-lines.ts';
import { type Runner, runnerNames, runnerTable } from '../../core/runners/runner-table.ts';
import type { LeftReport as Leaving } from '../../core/runners/test-runner.ts';

/** A report as it was left behind, or why it can't be had. */
export interface FoundReport {
  runner: Runner;
  /** Absolute path of the folder in which the runner ran, as it saw it; '' where it doesn't say. */
  folder: string;
  /** Path of the report below its place. */
  path: string;
  content: { text: string } | { problem: string; isTooLarge?: true };
}

const reportLimitBytes = 32 * 1024 * 1024;

/** Which files of a command that has ended are read, and how much of them. */
export interface Reading {
  /** When the command was started. */
  sinceMs: number;
  /** What is left for all of its reports together; each that is read takes its part. */
  room: { leftBytes: number };
}

const mostReports = 5000;
const mostFolders = 10_000;

/** What `ask-for-report` notes before a runner starts. */
const askedSchema = z.object({ runner: z.enum(runnerNames), folder: z.string() });

/** What its report is called, of the runners that are asked so. */
const notedFiles = new Map(
  runnerTable.flatMap(({ name, report }) => (report.kind === 'noted' ? [[name, report.file]] : [])),
);

/**
 * Reads the reports that a command, which is gone, has left in a folder. The command could write there as it liked: only
 * plain files that are not older than the command and are nowhere else too are read.
 */
export async function readReportFolder(folder: string, reading: Reading): Promise<FoundReport[]> {
  const names = (await entriesOf(folder)).filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const found = await readNoted(folder, names, reading);
  for (const { name, report } of runnerTable) {
    if (report.kind === 'left') found.push(...(await readLeft({ folder, names, reading }, name, report)));
  }
  return found;
}

/** Those that `ask-for-report` has made places for, in the order of asking. */
async function readNoted(folder: string, names: readonly string[], reading: Reading): Promise<FoundReport[]> {
  const places = names
    .filter((name) => /^\d{1,9}$/.test(name))
    .sort((one, other) => Number(one) - Number(other));
  const found: FoundReport[] = [];
  for (const place of places.slice(0, mostReports)) {
    const note = await readFresh(join(folder, place, 'asked.json'), reading);
    const parsed = askedSchema.safeParse('text' in note ? parseJson(note.text) : null);
    const file = parsed.success ? notedFiles.get(parsed.data.runner) : undefined;
    if (!parsed.success || file === undefined) continue;
    const { runner, folder: ranIn } = parsed.data;
    const content = await readFresh(join(folder, place, file), reading);
    found.push({ runner, folder: ranIn, path: file, content });
  }
  return found;
}

interface ReportFolder {
  folder: string;
  names: readonly string[];
  reading: Reading;
}

/** Those of a runner that leaves its report by itself. */
async function readLeft(
  { folder, names, reading }: ReportFolder,
  runner: Runner,
  { place, file, hasWay }: Leaving,
): Promise<FoundReport[]> {
  const found: FoundReport[] = [];
  for (const name of names.filter((entry) => (hasWay ? entry.startsWith(place) : entry === place))) {
    const isReport = (entry: string) => (typeof file === 'string' ? entry === file : file.test(entry));
    const paths =
      hasWay || typeof file !== 'string' ? await filesBelow(join(folder, name), isReport) : [file];
    for (const path of paths) {
      const content = await readFresh(join(folder, name, path), reading);
      found.push({ runner, folder: '', path, content });
    }
  }
  return found;
}

/** Paths below `top` of what is no folder and has such a name, outer folders first. */
async function filesBelow(top: string, isWanted: (name: string) => boolean): Promise<string[]> {
  const found: string[] = [];
  const open = [''];
  for (let visited = 0; open.length > 0 && visited < mostFolders; visited += 1) {
    const folder = open.shift() ?? '';
    const entries = await entriesOf(join(top, folder));
    for (const entry of entries) {
      if (entry.isDirectory()) open.push(join(folder, entry.name));
      else if (isWanted(entry.name)) found.push(join(folder, entry.name));
    }
  }
  return found.slice(0, mostReports);
}

/** Sorted by name; none where there is no such folder, or where it is a link to one. */
async function entriesOf(folder: string): Promise<Dirent[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.sort((one, other) => (one.name < other.name ? -1 : 1));
}

/** The text of a plain file that is not older than that and has no second name. */
export async function readFresh(path: string, { sinceMs, room }: Reading): Promise<FoundReport['content']> {
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const file = await open(path, flags).catch((error: NodeJS.ErrnoException) => error);
  if (file instanceof Error) return { problem: notOpened[file.code ?? ''] ?? `can't be read (${file.code})` };
  try {
    const status = await file.stat();
    if (!status.isFile()) return { problem: 'is no plain file' };
    if (status.nlink !== 1) return { problem: 'has a second name elsewhere' };
    if (status.mtimeMs < sinceMs) return { problem: 'is older than the run of its tests' };
    const tooLarge = reasonNotToRead(status.size, room);
    if (tooLarge !== null) return { problem: tooLarge, isTooLarge: true };
    room.leftBytes -= status.size;
    return { text: await file.readFile('utf8') };
  } catch (error) {
    return { problem: `can't be read (${(error as NodeJS.ErrnoException).code})` };
  } finally {
    await file.close();
  }
}

function reasonNotToRead(bytes: number, room: Reading['room']): string | null {
  if (bytes > reportLimitBytes) return `is larger than ${reportLimitBytes} bytes`;
  return bytes > room.leftBytes ? 'has no room left beside the others of this command' : null;
}

const notOpened: Record<string, string> = {
  ENOENT: 'was never written: it ended before its tests did',
  ELOOP: 'is a symbolic link',
};
