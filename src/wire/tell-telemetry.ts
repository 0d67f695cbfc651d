import { setTimeout as sleep } from 'node:timers/promises';
import type { Surroundings } from '../config/surroundings.ts';
import { telemetryTerms } from '../config/telemetry-terms.ts';
import type { LoggedEvent } from '../core/events.ts';
import type { Journal } from '../engine/journal.ts';
import { emptyTrace, traceEvent } from '../views/telemetry/trace-run.ts';

/** How long the end of a run waits for a collector. */
const patienceMs = 5000;

/**
 * The journal, which tells a collector of OpenTelemetry too what the run does, where the surroundings name one; until it
 * closes. `earlier` gives what the log holds already, of which nobody is told again.
 */
export async function tellTelemetry(
  journal: Journal,
  earlier: () => readonly LoggedEvent[],
  version: string,
  surroundings: Surroundings,
): Promise<Journal> {
  const terms = telemetryTerms(surroundings);
  if (terms === null) return journal;
  const { openExporter } = await import('../telemetry/otlp-exporter.ts');
  const exporter = openExporter(terms.endpoint, version);
  let trace = emptyTrace;
  for (const event of earlier()) ({ trace } = traceEvent(trace, event, terms.withContents));
  journal.observe((event) => {
    const next = traceEvent(trace, event, terms.withContents);
    trace = next.trace;
    for (const span of next.ended) exporter.take(span);
  });
  return {
    ...journal,
    async close() {
      await journal.close();
      await Promise.race([exporter.flush(), sleep(patienceMs, undefined, { ref: false })]);
    },
  };
}
