import type { LoggedEvent } from '../../core/events.ts';
import type { RunFacts, Source } from './source.ts';

/** What an exported page carries. */
export interface ExportedRun {
  facts: RunFacts;
  events: LoggedEvent[];
  /** The whole diff, and by iteration; an iteration that changed nothing has none. */
  diffs: { whole: string; iterations: Record<string, string> };
}

/** The run that the page itself carries; null where it came from a server. */
export function exportedRun(): ExportedRun | null {
  const text = document.getElementById('run')?.textContent ?? null;
  return text === null ? null : (JSON.parse(text) as ExportedRun);
}

/** That one run as a source: it ends where the log ended, and nothing can be done to it. */
export function exportedSource({ facts, events, diffs }: ExportedRun): Source {
  return {
    isLive: false,
    listRuns: async () => [],
    readFleet: async () => null,
    readRun: async () => ({ facts, events }),
    facts: async () => facts,
    readEvent: async (_runId, seq) => {
      const event = events.find((one) => one.seq === seq);
      if (event === undefined) throw new Error(`there is no event ${seq}`);
      return event;
    },
    follow: () => () => undefined,
    readDiff: async (_runId, iteration) =>
      iteration === null ? diffs.whole : (diffs.iterations[String(iteration)] ?? ''),
    act: async () => ({ exit_code: 2, said: 'This is a file: nothing can be done from it.', run_id: null }),
  };
}
