import { readFile, realpath } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import type { LoggedEvent } from '../../core/events.ts';
import { isStart } from '../../core/start-event.ts';
import type { LogLine, StoredLog } from '../../ports/store.ts';
import { ifMissing } from '../../system/error-code.ts';
import { replaceFile } from '../../system/replace-file.ts';
import { lineHash } from '../encode-line.ts';
import { ownLogName } from './file-index.ts';
import { readHeadFile } from './head-file.ts';

const originSchema = z.object({
  run_id: z.string(),
  log_path: z.string(),
  /** Of each line that a run was begun or gone on with by: they hold its options. */
  lines_sha256: z.array(z.string()),
});

type Origin = z.infer<typeof originSchema>;

/** Where a run's own folder says which log is its own. */
function originPath(runHome: string): string {
  return join(runHome, 'origin.json');
}

/** Whether an event says under which options a run acts from here on. */
function bringsOptions(event: LoggedEvent): event is Extract<LoggedEvent, { payload: { run_id: string } }> {
  return isStart(event) || event.event === 'loop_resumed';
}

/**
 * Keeps in the run's own folder that these lines are its own, before they are written: a log that was brought from
 * elsewhere, or got such a line from somebody else, is known by their absence. Rejects where it can't be kept.
 */
export async function keepOrigin(runHome: string, logPath: string, lines: readonly LogLine[]): Promise<void> {
  const bringing = lines.filter(({ event }) => bringsOptions(event));
  const [first] = bringing;
  if (first === undefined || !bringsOptions(first.event)) return;
  const before = await readOrigin(runHome);
  const origin: Origin = {
    run_id: first.event.payload.run_id,
    log_path: logPath,
    lines_sha256: [...(before?.lines_sha256 ?? []), ...bringing.map(({ line }) => lineHash(line))],
  };
  await replaceFile(originPath(runHome), `${JSON.stringify(origin)}\n`);
}

/**
 * Whether a log is that of a run which was started here, as its run's own folder says: its id, the place of the log,
 * every line that brings options, and the last line that is known. A run of a version that kept no origin is known by
 * its last line alone, where its log lies in its own folder.
 */
export async function isOwnLog(
  { logPath, runHome }: { logPath: string; runHome: string },
  { events, lines, damage }: Pick<StoredLog, 'events' | 'lines' | 'damage'>,
): Promise<boolean> {
  const [first] = events;
  if (first === undefined || !isStart(first) || first.payload.run_id !== basename(runHome)) return false;
  const origin = await readOrigin(runHome);
  if (origin === null) {
    const hasHead = damage === null && (await readHeadFile(join(runHome, 'head'))) !== null;
    return hasHead && (await isSameFile(logPath, join(runHome, ownLogName)));
  }
  const known = new Set(origin.lines_sha256);
  return (
    origin.run_id === first.payload.run_id &&
    (await isSameFile(logPath, origin.log_path)) &&
    events.every((event, index) => !bringsOptions(event) || known.has(lineHash(lines[index] ?? '')))
  );
}

/** What the run's folder says; null where it says nothing that can be read. */
async function readOrigin(runHome: string): Promise<Origin | null> {
  const text = await readFile(originPath(runHome), 'utf8').catch(ifMissing(null));
  if (text === null) return null;
  const parsed = originSchema.safeParse(parseJson(text));
  // One that is damaged knows no line: the log is then for reading alone.
  return parsed.success ? parsed.data : { run_id: '', log_path: '', lines_sha256: [] };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

async function isSameFile(one: string, other: string): Promise<boolean> {
  const real = (path: string) => realpath(path).catch(() => null);
  const [first, second] = await Promise.all([real(one), real(other)]);
  return first !== null && first === second;
}
