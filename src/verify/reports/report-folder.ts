import { constants, type Dirent } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { parseJson } from './json-lines.ts';

/** A report as it was left behind, or why it can't be had. */
export interface LeftReport {
  runner: 'node:test' | 'vitest' | 'jest' | 'mocha' | 'pytest' | 'stryker';
  /** Absolute path of the folder in which the runner ran, as it saw it; '' where it doesn't say. */
  folder: string;
  content: { text: string } | { problem: string };
}

const reportLimitBytes = 32 * 1024 * 1024;
const mostReports = 500;
const mostFolders = 10_000;

/** What `ask-for-report` notes before a runner starts, and what its report is called. */
const askedSchema = z.object({
  runner: z.enum(['node:test', 'vitest', 'jest', 'mocha']),
  folder: z.string(),
});
const reportNames = {
  'node:test': 'report.jsonl',
  mocha: 'report.jsonl',
  vitest: 'report.json',
  jest: 'report.json',
} as const;

/**
 * Reads the reports that a command, which is gone, has left in a folder. The command could write there as it liked: only
 * plain files that are not older than `sinceMs` and are nowhere else too are read.
 */
export async function readReportFolder(folder: string, sinceMs: number): Promise<LeftReport[]> {
  const entries = (await entriesOf(folder)).filter((entry) => entry.isDirectory());
  const asked = entries
    .filter(({ name }) => /^\d{1,9}$/.test(name))
    .sort((one, other) => Number(one.name) - Number(other.name));
  const found: LeftReport[] = [];
  for (const { name } of asked.slice(0, mostReports)) {
    const note = await readFresh(join(folder, name, 'asked.json'), sinceMs);
    const parsed = askedSchema.safeParse('text' in note ? parseJson(note.text) : null);
    if (!parsed.success) continue;
    const { runner, folder: ranIn } = parsed.data;
    found.push({
      runner,
      folder: ranIn,
      content: await readFresh(join(folder, name, reportNames[runner]), sinceMs),
    });
  }
  for (const { name } of entries.filter((entry) => entry.name.startsWith('pytest'))) {
    const way = name.slice('pytest'.length);
    for (const ranIn of await foldersWith(folder, name, 'pytest.xml')) {
      const content = await readFresh(join(folder, name, ranIn, 'pytest.xml'), sinceMs);
      // Where the folder was not known to it, its name is in the path as it was given.
      found.push({ runner: 'pytest', folder: way === '' ? `/${ranIn}` : '', content });
    }
  }
  if (entries.some(({ name }) => name === 'stryker')) {
    const content = await readFresh(join(folder, 'stryker', 'report.json'), sinceMs);
    found.push({ runner: 'stryker', folder: '', content });
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

async function readFresh(path: string, sinceMs: number): Promise<LeftReport['content']> {
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
