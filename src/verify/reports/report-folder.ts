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
  content: { text: string } | { problem: string };
}

const reportLimitBytes = 32 * 1024 * 1024;
const mostReports = 500;
const mostFolders = 10_000;

/** What `ask-for-report` notes before a runner starts. */
const askedSchema = z.object({ runner: z.enum(runnerNames), folder: z.string() });

/** What its report is called, of the runners that are asked so. */
const notedFiles = new Map(
  runnerTable.flatMap(({ name, report }) => (report.kind === 'noted' ? [[name, report.file]] : [])),
);

/**
 * Reads the reports that a command, which is gone, has left in a folder. The command could write there as it liked: only
 * plain files that are not older than `sinceMs` and are nowhere else too are read.
 */
export async function readReportFolder(folder: string, sinceMs: number): Promise<FoundReport[]> {
  const names = (await entriesOf(folder)).filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const found = await readNoted(folder, names, sinceMs);
  for (const { name, report } of runnerTable) {
    if (report.kind === 'left') found.push(...(await readLeft({ folder, names, sinceMs }, name, report)));
  }
  return found;
}

/** Those that `ask-for-report` has made places for, in the order of asking. */
async function readNoted(folder: string, names: readonly string[], sinceMs: number): Promise<FoundReport[]> {
  const places = names
    .filter((name) => /^\d{1,9}$/.test(name))
    .sort((one, other) => Number(one) - Number(other));
  const found: FoundReport[] = [];
  for (const place of places.slice(0, mostReports)) {
    const note = await readFresh(join(folder, place, 'asked.json'), sinceMs);
    const parsed = askedSchema.safeParse('text' in note ? parseJson(note.text) : null);
    const file = parsed.success ? notedFiles.get(parsed.data.runner) : undefined;
    if (!parsed.success || file === undefined) continue;
    const { runner, folder: ranIn } = parsed.data;
    found.push({ runner, folder: ranIn, content: await readFresh(join(folder, place, file), sinceMs) });
  }
  return found;
}

interface ReportFolder {
  folder: string;
  names: readonly string[];
  sinceMs: number;
}

/** Those of a runner that leaves its report by itself. */
async function readLeft(
  { folder, names, sinceMs }: ReportFolder,
  runner: Runner,
  { place, file, hasWay }: Leaving,
): Promise<FoundReport[]> {
  const found: FoundReport[] = [];
  for (const name of names.filter((entry) => (hasWay ? entry.startsWith(place) : entry === place))) {
    for (const way of hasWay ? await foldersWith(folder, name, file) : ['']) {
      // Where the folder was not known to it, its name is in the path as it was given.
      const ranIn = hasWay && name === place ? `/${way}` : '';
      found.push({ runner, folder: ranIn, content: await readFresh(join(folder, name, way, file), sinceMs) });
    }
  }
  return found;
}

/** Paths below `top` of the folders in it that have an entry of that name. */
async function foldersWith(root: string, top: string, name: string): Promise<string[]> {
  const found: string[] = [];
  const open = [''];
  for (let visited = 0; open.length > 0 && visited < mostFolders; visited += 1) {
    const folder = open.shift() ?? '';
    const entries = await entriesOf(join(root, top, folder));
    if (entries.some((entry) => entry.name === name && !entry.isDirectory())) found.push(folder);
    open.push(...entries.filter((entry) => entry.isDirectory()).map((entry) => join(folder, entry.name)));
  }
  return found.sort().slice(0, mostReports);
}

/** Sorted by name; none where there is no such folder, or where it is a link to one. */
async function entriesOf(folder: string): Promise<Dirent[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.sort((one, other) => (one.name < other.name ? -1 : 1));
}

async function readFresh(path: string, sinceMs: number): Promise<FoundReport['content']> {
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const file = await open(path, flags).catch((error: NodeJS.ErrnoException) => error);
  if (file instanceof Error) return { problem: notOpened[file.code ?? ''] ?? `can't be read (${file.code})` };
  try {
    const status = await file.stat();
    if (!status.isFile()) return { problem: 'is no plain file' };
    if (status.nlink !== 1) return { problem: 'has a second name elsewhere' };
    if (status.mtimeMs < sinceMs) return { problem: 'is older than the run of its tests' };
    if (status.size > reportLimitBytes) return { problem: `is larger than ${reportLimitBytes} bytes` };
    return { text: await file.readFile('utf8') };
  } catch (error) {
    return { problem: `can't be read (${(error as NodeJS.ErrnoException).code})` };
  } finally {
    await file.close();
  }
}

const notOpened: Record<string, string> = {
  ENOENT: 'was never written: it ended before its tests did',
  ELOOP: 'is a symbolic link',
};
