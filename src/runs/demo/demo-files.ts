import { existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';

/** What the demo is played from: plain files that come with the package. */
export interface DemoFiles {
  /** Folder of the example repository, without a `.git`. */
  repository: string;
  /** The log whose answers are played. */
  recording: string;
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
  const { ts, payload } = openingSchema.parse(JSON.parse(await readFirstLine(recording)));
  return { repository: join(folder, 'repository'), recording, task: payload.task, day: ts.slice(0, 10) };
}

/** The package's `demo` folder: the bundle lies one folder below the package, the sources three. */
function findDemoFolder(folder: string): string | null {
  const demo = join(folder, 'demo');
  if (existsSync(join(demo, 'recording.jsonl'))) return demo;
  return dirname(folder) === folder ? null : findDemoFolder(dirname(folder));
}

async function readFirstLine(path: string): Promise<string> {
  const file = await open(path);
  try {
    for await (const line of file.readLines()) return line;
    return '';
  } finally {
    await file.close();
  }
}
