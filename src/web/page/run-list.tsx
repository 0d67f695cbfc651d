import { useEffect, useState } from 'preact/hooks';
import { durationText, moneyText } from '../../views/text/amounts.ts';
import type { FetchedRun, Source } from './source.ts';

const refreshMs = 3_000;

/** All runs of this machine: those that need a person first. */
export function RunListPage({ source }: { source: Source }) {
  const [runs, setRuns] = useState<FetchedRun[] | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [words, setWords] = useState('');
  useEffect(() => {
    const read = () =>
      source.listRuns().then(
        (listed) => {
          setRuns(listed);
          setProblem(null);
        },
        (error: Error) => setProblem(error.message),
      );
    void read();
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') void read();
    }, refreshMs);
    return () => clearInterval(timer);
  }, []);
  const attention = (runs ?? []).filter(({ needs_attention }) => needs_attention).length;
  useEffect(() => {
    document.title = attention === 0 ? 'proofloop' : `(${attention}) proofloop`;
    return () => {
      document.title = 'proofloop';
    };
  }, [attention]);
  const shown = (runs ?? []).filter((run) => matches(run, words.toLowerCase())).toSorted(byAttention);
  return (
    <>
      <header class="headline">
        <h1>Runs</h1>
        <label>
          {'filter '}
          <input
            type="search"
            value={words}
            placeholder="task, repository, outcome"
            onInput={({ currentTarget }) => setWords(currentTarget.value)}
          />
        </label>
      </header>
      {problem !== null && (
        <p
          class="problem"
          role="alert"
        >{`The runs can't be read now: ${problem}. It is tried again by itself.`}</p>
      )}
      {runs === null && problem === null && <p class="quiet">Reading the runs ...</p>}
      {runs?.length === 0 && (
        <p class="quiet">
          No runs yet. Start one with <code>proofloop --task "..."</code>, or see one with{' '}
          <code>proofloop demo --keep</code>.
        </p>
      )}
      {runs !== null && runs.length > 0 && shown.length === 0 && <p class="quiet">No run has these words.</p>}
      <ul class="runs">
        {shown.map((run) => (
          <RunRow key={run.run_id} run={run} />
        ))}
      </ul>
      {shown.length > 1 && <Compare runs={shown} />}
    </>
  );
}

function RunRow({ run }: { run: FetchedRun }) {
  const { run_id, task, outcome, reason, running, needs_attention, gates } = run;
  const state = running ? 'live' : needs_attention ? 'attention' : run.phase;
  return (
    <li class={state}>
      <a href={`#/run/${run_id}`}>
        <span class="task">{task.split('\n', 1)[0]}</span>
        <span class="outcome">{outcome}</span>
        {reason !== null && <span class="reason">{reason}</span>}
        <span class="facts">
          {gates.length > 0 && (
            <span class="squares">
              {gates.map(({ name, met }) => (
                <i key={name} class={met ? 'met' : 'closed'} title={`${name}: ${met ? 'met' : 'not met'}`} />
              ))}
            </span>
          )}
          {run.max_iterations > 0 && (
            <>
              <span>{`${run.iteration}/${run.max_iterations}`}</span>
              <span>{run.cost_usd === null ? 'cost unknown' : moneyText(run.cost_usd)}</span>
              <span>{durationText(run.worked_ms)}</span>
              <span>{run.workspace.split('/').at(-1)}</span>
            </>
          )}
          <time dateTime={run.started_at}>{run.started_at.slice(0, 16).replace('T', ' ')}</time>
        </span>
      </a>
    </li>
  );
}

function Compare({ runs }: { runs: readonly FetchedRun[] }) {
  const [one, setOne] = useState(runs[0]?.run_id ?? '');
  const [other, setOther] = useState(runs[1]?.run_id ?? '');
  const choice = (value: string, set: (id: string) => void, name: string) => (
    <label>
      <span class="spoken">{name}</span>
      <select value={value} onChange={({ currentTarget }) => set(currentTarget.value)}>
        {runs.map((run) => (
          <option key={run.run_id} value={run.run_id}>{`${run.run_id} ${run.task.slice(0, 40)}`}</option>
        ))}
      </select>
    </label>
  );
  return (
    <p class="compare">
      {choice(one, setOne, 'one run')} {choice(other, setOther, 'the other run')}{' '}
      <a href={`#/compare/${one}/${other}`}>compare</a>
    </p>
  );
}

function matches(run: FetchedRun, words: string): boolean {
  return [run.task, run.workspace, run.outcome, run.run_id].some((text) =>
    text.toLowerCase().includes(words),
  );
}

function byAttention(one: FetchedRun, other: FetchedRun): number {
  const urgency = ({ running, needs_attention }: FetchedRun) => (needs_attention ? 2 : running ? 1 : 0);
  return urgency(other) - urgency(one) || (one.run_id < other.run_id ? 1 : -1);
}
