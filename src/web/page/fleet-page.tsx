import { useEffect, useState } from 'preact/hooks';
import { countText, moneyText } from '../../views/text/amounts.ts';
import type { FleetFacts, FleetRun } from './fleet-source.ts';
import type { Source } from './source.ts';

const refreshMs = 5_000;

/** The queue of a database: its workers, what it spends, and its runs, those that are stuck first. */
export function FleetPage({ source }: { source: Source }) {
  const [fleet, setFleet] = useState<FleetFacts | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    const read = () =>
      source.readFleet().then(
        (facts) => {
          setFleet(facts);
          setProblem(facts === null ? 'no database is named in PROOFLOOP_DATABASE_URL' : null);
        },
        (error: Error) => setProblem(error.message),
      );
    void read();
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') void read();
    }, refreshMs);
    return () => clearInterval(timer);
  }, []);
  return (
    <>
      <header class="headline">
        <h1>Fleet</h1>
        <span class="quiet">{fleet?.database}</span>
      </header>
      {problem !== null && <p class="problem" role="alert">{`The queue can't be read now: ${problem}.`}</p>}
      {fleet !== null && <Workers fleet={fleet} />}
      {fleet !== null && <Spend fleet={fleet} />}
      {fleet !== null && <Queue runs={fleet.runs.toSorted(stuckFirst)} />}
    </>
  );
}

function Workers({ fleet: { workers } }: { fleet: FleetFacts }) {
  return (
    <section>
      <h2>Workers</h2>
      {workers.length === 0 && (
        <p class="quiet">
          No worker is there. Start one with <code>proofloop worker</code>.
        </p>
      )}
      <ul class="workers">
        {workers.map(({ id, host, pid, running, concurrency }) => (
          <li key={id}>{`${host}, process ${pid}: ${running} of ${concurrency} runs`}</li>
        ))}
      </ul>
    </section>
  );
}

function Spend({ fleet: { spend } }: { fleet: FleetFacts }) {
  return (
    <section>
      <h2>Spent by day (UTC)</h2>
      <table class="spend-by-day">
        <thead>
          <tr>
            <th>day</th>
            <th>spent</th>
            <th>tokens</th>
            <th>reserved by open requests</th>
          </tr>
        </thead>
        <tbody>
          {spend.map(({ day, spent, reserved, ceilings }, index) => (
            <tr key={day}>
              <td>{day}</td>
              <td>{beside(spent.cost_usd, index === 0 ? ceilings.cost_usd : null, moneyText)}</td>
              <td>{beside(spent.tokens, index === 0 ? ceilings.tokens : null, countText)}</td>
              <td>
                {reserved.tokens === 0
                  ? ''
                  : `${moneyText(reserved.cost_usd)}, ${countText(reserved.tokens)}`}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** An amount, beside the ceiling that holds now. */
function beside(amount: number, ceiling: number | null, text: (amount: number) => string): string {
  return ceiling === null ? text(amount) : `${text(amount)} of ${text(ceiling)}`;
}

function Queue({ runs }: { runs: readonly FleetRun[] }) {
  return (
    <section>
      <h2>Queue</h2>
      {runs.length === 0 && (
        <p class="quiet">
          The queue is empty. Add a run with <code>proofloop submit</code>.
        </p>
      )}
      <ul class="runs">
        {runs.map((run) => (
          <li key={run.run_id} class={classOf(run)}>
            <a href={`#/run/${run.run_id}`}>
              <span class="task">{run.task.split('\n', 1)[0]}</span>
              <span class="outcome">{run.status}</span>
              <Reason run={run} />
              <span class="facts">
                <span>{run.run_id}</span>
                <span>{`priority ${run.priority}`}</span>
                {run.builds_on !== null && <span>{`builds on ${run.builds_on}`}</span>}
                {run.cost_usd !== null && <span>{moneyText(run.cost_usd)}</span>}
                <span>{run.repository.split('/').at(-1)}</span>
                <time dateTime={run.submitted_at}>{run.submitted_at.slice(0, 16).replace('T', ' ')}</time>
              </span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Reason({ run: { stuck, problem, stop_reason, status } }: { run: FleetRun }) {
  const reason = stuck ?? problem ?? (status === 'completed' ? null : stop_reason);
  return reason === null ? null : <span class="reason">{reason}</span>;
}

function classOf({ stuck, status }: FleetRun): string {
  if (stuck !== null || status === 'stopped') return 'attention';
  return status === 'running' ? 'live' : status;
}

function stuckFirst(one: FleetRun, other: FleetRun): number {
  return Number(other.stuck !== null) - Number(one.stuck !== null);
}
