import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { LoggedEvent } from '../index.ts';

/** What the demo is played from: plain files that come with the package. */
export interface DemoFiles {
  /** Folder of the example repository, without a `.git`. */
  repository: string;
  /** The log whose answers are played: of an earlier version, so that only these are looked at. */
  recorded: readonly LoggedEvent[];
  /** The task of the recorded run, and the day on which it was recorded. */
  task: string;
  day: string;
}

const openingSchema = z.object({ ts: z.string(), payload: z.object({ task: z.string() }) });

/** Finds the demo's files beside the program; rejects with a sentence where they are missing. */
export async function findDemoFiles(): Promise<DemoFiles> {
  const folder = findDemoFolder(import.meta.dirname);
  if (folder === null) {
    throw new Error("the demo's files are not beside the program: install the whole package again");
  }
  const recording = join(folder, 'recording.jsonl');
  const recorded = (await readFile(recording, 'utf8'))
    .trim()
    .split('\n')
    .map((line): LoggedEvent => JSON.parse(line));
  const { ts, payload } = openingSchema.parse(recorded[0]);
  return { repository: join(folder, 'repository'), recorded, task: payload.task, day: ts.slice(0, 10) };
}

/** The package's `demo` folder: the bundle lies one folder below the package, the sources two. */
function findDemoFolder(folder: string): string | null {
  const demo = join(folder, 'demo');
  if (existsSync(join(demo, 'recording.jsonl'))) return demo;
  return dirname(folder) === folder ? null : findDemoFolder(dirname(folder));
}
