import { readFile, stat } from 'node:fs/promises';
import { z } from 'zod';
import { glimpsesPath } from '../config/home-paths.ts';
import type { RunPlace } from '../ports/run-place.ts';
import type { CommandGlimpse } from '../views/live/command-glimpse.ts';

/** Whoever writes it does so every second: an older one was left behind. */
const freshMs = 10_000;

const glimpsesSchema = z.array(
  z.object({
    since: z.number(),
    lastLine: z.string(),
    passed: z.number(),
    failed: z.number(),
    firstFailed: z.string(),
    open: z.string(),
  }),
);

/** What the command of a run that has run longest has said so far; null for none. Never rejects. */
export async function readGlimpse(run: RunPlace): Promise<CommandGlimpse | null> {
  try {
    const path = glimpsesPath(run.runHome);
    if (Date.now() - (await stat(path)).mtimeMs > freshMs) return null;
    return glimpsesSchema.parse(JSON.parse(await readFile(path, 'utf8')))[0] ?? null;
  } catch {
    return null;
  }
}
