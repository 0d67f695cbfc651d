import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { makeFolders } from '../../system/make-folders.ts';
import { replaceFile } from '../../system/replace-file.ts';

const recordSchema = z.object({
  /** Absolute path of the folder that the session began in. */
  folder: z.string(),
  /** The commit at which it began; null where there was none. */
  base_commit: z.string().nullable(),
  /** Refusals in a row. */
  refusals: z.number().int().nonnegative(),
});

/** What is kept of an agent's session between its turns. */
export type SessionRecord = z.infer<typeof recordSchema>;

export type KeptSession = { kind: 'none' } | { kind: 'altered' } | { kind: 'kept'; record: SessionRecord };

/** Outside of every repository, by a name that tells nothing of the session. */
function pathOf(home: string, session: string): string {
  return join(home, 'hooks', `${createHash('sha256').update(session).digest('hex')}.json`);
}

/** The seal shows an edit by somebody who does not care to make a new one; it keeps nobody out. */
function sealOf(session: string, record: SessionRecord): string {
  return createHash('sha256')
    .update(`proofloop hook\n${session}\n${JSON.stringify(record)}`)
    .digest('hex');
}

export async function readSession(home: string, session: string): Promise<KeptSession> {
  const text = await readFile(pathOf(home, session), 'utf8').catch(() => null);
  if (text === null) return { kind: 'none' };
  const parsed = z.object({ record: recordSchema, seal: z.string() }).safeParse(parseJson(text));
  if (!parsed.success) return { kind: 'altered' };
  const { record, seal } = parsed.data;
  return seal === sealOf(session, record) ? { kind: 'kept', record } : { kind: 'altered' };
}

export async function keepSession(home: string, session: string, record: SessionRecord): Promise<void> {
  await makeFolders(join(home, 'hooks'));
  const text = `${JSON.stringify({ record, seal: sealOf(session, record) })}\n`;
  await replaceFile(pathOf(home, session), text);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
