import { useEffect, useState } from 'preact/hooks';
import type { LoggedEvent } from '../../core/events.ts';
import { foldAll } from '../../core/fold/fold.ts';
import type { RunState } from '../../core/state.ts';
import { summarize } from '../../core/summary.ts';
import { workedMs } from '../../views/course/budgets.ts';
import { gateStandings } from '../../views/summary/gate-standings.ts';
import { outcomeLine } from '../../views/summary/outcome.ts';
import { countText, durationText, moneyText } from '../../views/text/amounts.ts';
import type { Source } from './source.ts';

interface Compared {
  state: RunState;
  events: readonly LoggedEvent[];
}

/** Two runs side by side. */
export function ComparePage({ source, ids }: { source: Source; ids: readonly [string, string] }) {
  const [runs, setRuns] = useState<Compared[] | { error: string } | null>(null);
  useEffect(() => {
    Promise.all(ids.map((id) => readCompared(source, id))).then(setRuns, (error: Error) =>
      setRuns({ error: error.message }),
    );
  }, [ids.join(' ')]);
  if (runs === null) return <p class="quiet">Reading the runs ...</p>;
  if ('error' in runs) return <p class="problem">{runs.error}</p>;
  const rows = runs.map(comparedFacts);
  return (
    <section class="panel wide">
      <h1>Two runs</h1>
      <table class="compared">
        <thead>
          <tr>
            <th scope="col">
              <span class="spoken">fact</span>
            </th>
            {ids.map((id) => (
              <th key={id} scope="col">
                <a href={`#/run/${id}`}>{id}</a>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {(rows[0] ?? []).map(([name], index) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {rows.map((row, column) => (
                <td key={ids[column]}>{row[index]?.[1]}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

async function readCompared(source: Source, id: string): Promise<Compared> {
  const { events } = await source.readRun(id);
  const state = foldAll(events);
  if (state === null) throw new Error(`run ${id} has not begun`);
  return { state, events };
}

function comparedFacts({ state, events }: Compared): [string, string][] {
  const summary = summarize(state);
  const { usage } = summary;
  return [
    ['task', state.task.split('\n', 1)[0] ?? ''],
    ['outcome', outcomeLine(summary)],
    ['evidence', `${summary.evidence.verdict} (asked for: ${summary.evidence.level})`],
    ...gateStandings(events).map(({ name, met, reason }): [string, string] => [
      name,
      `${met ? '✓' : '✗'} ${reason}`,
    ]),
    ['iterations', `${summary.iteration} of ${summary.max_iterations}`],
    ['time', durationText(workedMs(state, state.lastEventAt))],
    ['cost', moneyText(usage.cost_usd)],
    ['requests', countText(usage.requests)],
    ['tokens', countText(usage.input_tokens + usage.output_tokens)],
    ['models', Object.values(state.options.models).join(', ')],
    ['changed files', summary.artifacts.join(', ')],
    ['open items', summary.pending_tasks.join(', ')],
  ];
}
