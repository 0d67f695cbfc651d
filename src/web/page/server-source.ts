import type { LoggedEvent } from '../../core/events.ts';
import type { FleetFacts } from './fleet-source.ts';
import type { ActionAnswer, FetchedRun, RunFacts, Source } from './source.ts';

/** The runs of the server that the page came from; `token` is the secret of its address. */
export function serverSource(token: string): Source {
  const ask = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
    const response = await fetch(path, { ...init, headers });
    if (response.ok) return response;
    const told = (await response.json().catch(() => null)) as { error?: string } | null;
    throw new Error(told?.error ?? `the server answered ${response.status}`);
  };
  const path = (runId: string, rest = '') => `/api/runs/${encodeURIComponent(runId)}${rest}`;
  return {
    isLive: true,
    listRuns: async () => (await ask('/api/runs')).json() as Promise<FetchedRun[]>,
    readFleet: async () => (await ask('/api/fleet')).json() as Promise<FleetFacts | null>,
    readRun: async (runId) => {
      const [facts, log] = await Promise.all([ask(path(runId)), ask(path(runId, '/log'))]);
      return { facts: (await facts.json()) as RunFacts, events: await eventsOf(log) };
    },
    facts: async (runId) => (await ask(path(runId))).json() as Promise<RunFacts>,
    readEvent: async (runId, seq) => (await ask(path(runId, `/log/${seq}`))).json() as Promise<LoggedEvent>,
    follow: (runId, seq, take, isConnected) => {
      // The browser itself connects anew, and says which event it had last.
      const stream = new EventSource(path(runId, `/events?after=${seq}&short=1`));
      stream.addEventListener('open', () => isConnected(true));
      stream.addEventListener('error', () => isConnected(false));
      stream.addEventListener('message', ({ data }) => take(JSON.parse(data) as LoggedEvent));
      return () => stream.close();
    },
    readDiff: async (runId, iteration) => {
      const query = iteration === null ? '' : `?iteration=${iteration}`;
      return (await ask(path(runId, `/diff${query}`))).text();
    },
    act: async (runId, action, body) => {
      const answer = await ask(path(runId, `/${action}`), { method: 'POST', body: JSON.stringify(body) });
      return answer.json() as Promise<ActionAnswer>;
    },
  };
}

/** The events of an answer, read while the rest of it is still made. */
async function eventsOf({ body }: Response): Promise<LoggedEvent[]> {
  const events: LoggedEvent[] = [];
  const decoder = new TextDecoder();
  let rest = '';
  const reader = body?.getReader();
  for (let piece = await reader?.read(); piece?.value !== undefined; piece = await reader?.read()) {
    const lines = (rest + decoder.decode(piece.value, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) events.push(JSON.parse(line) as LoggedEvent);
  }
  return events;
}

/** Gives the token to the server once, for the cookie that its event stream needs. */
export async function openSession(token: string): Promise<boolean> {
  const response = await fetch('/api/session', {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}` },
  });
  return response.ok;
}
