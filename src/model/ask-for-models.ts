import { z } from 'zod';
import { createRedactor } from '../system/redact.ts';
import { plainWords } from './plain-words.ts';

/** What an endpoint says when it is asked for its models; `models` is null where it keeps no such list. */
export type ModelsReply =
  | { ok: true; models: string[] | null }
  /** `status` is null where nothing came back. */
  | { ok: false; status: number | null; problem: string };

const timeoutMs = 10_000;

const listSchema = z.object({ data: z.array(z.object({ id: z.string() })) });

/** Sends `GET <baseUrl>/models`, which costs nothing. An endpoint without that path counts as one that answers. */
export async function askForModels(baseUrl: string, apiKey: string | null): Promise<ModelsReply> {
  const { origin, pathname, password } = new URL(baseUrl);
  const endpoint = `${origin}${pathname}`;
  const redact = createRedactor([apiKey ?? '', password].filter((secret) => secret !== ''));
  const headers = apiKey === null ? {} : { authorization: `Bearer ${apiKey}` };
  try {
    const response = await fetch(`${baseUrl.replace(/\/$/, '')}/models`, {
      headers: { accept: 'application/json', 'user-agent': 'proofloop', ...headers },
      signal: AbortSignal.timeout(timeoutMs),
      redirect: 'manual',
    });
    const { status } = response;
    if (status === 401) return { ok: false, status, problem: `${endpoint} refuses the key` };
    if (status === 403) return { ok: false, status, problem: `${endpoint} does not let this key in` };
    const leadsTo = response.headers.get('location');
    if (leadsTo !== null && status < 400)
      return {
        ok: false,
        status,
        problem: `${endpoint} answered ${status} and leads to ${plainWords(leadsTo, redact)}`,
      };
    if (status === 404 || status === 405) return { ok: true, models: null };
    if (!response.ok) return { ok: false, status, problem: `${endpoint} answered ${status}` };
    const list = listSchema.safeParse(await response.json().catch(() => null));
    return { ok: true, models: list.success ? list.data.data.map(({ id }) => id) : null };
  } catch (error) {
    const { cause, message } = error as Error;
    const words = plainWords(
      cause instanceof Error && cause.message !== '' ? cause.message : message,
      redact,
    );
    return { ok: false, status: null, problem: `${endpoint} can't be reached (${words})` };
  }
}
