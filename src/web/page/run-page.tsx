import { useEffect, useRef, useState } from 'preact/hooks';
import { isClosed } from '../../core/phase.ts';
import { type Headline, headlineOf } from '../../views/course/why-not-done.ts';
import { runTitle } from '../../views/live/run-title.ts';
import { clockText, countOf } from '../../views/text/amounts.ts';
import { ActionBar } from './action-bar.tsx';
import { type Course, courseOf } from './course.ts';
import { DiffPanel } from './diff-panel.tsx';
import { Kept } from './kept.tsx';
import { LaneChart } from './lane-chart.tsx';
import { LogPanel } from './log-panel.tsx';
import { BudgetBars, CostTable, GatePanel, TestPanel, WorkItems } from './panels.tsx';
import type { RunFacts, Source } from './source.ts';
import { SpendChart } from './spend-chart.tsx';

const redrawMs = 250;

/**
 * How often it is asked whether a process still works on the run, since no event tells that it has gone: after the run's
 * end, which its process outlives for a moment, and where nothing is heard of it.
 */
const goneMs = { afterEnd: 1_000, inSilence: 10_000 };

interface Loaded {
  course: Course;
  facts: RunFacts;
}

/** One run: where it stands and why, and each moment of it. */
export function RunPage({ source, runId }: { source: Source; runId: string }) {
  const [loaded, setLoaded] = useState<Loaded | { error: string } | null>(null);
  const [count, setCount] = useState(0);
  const [connected, setConnected] = useState(true);
  const refresh = async () => {
    const facts = await source.facts(runId);
    setLoaded((before) => (before !== null && 'course' in before ? { ...before, facts } : before));
  };
  useEffect(() => {
    const ended = followRun(source, runId, { setLoaded, setCount, setConnected, refresh });
    return ended;
  }, [runId]);
  useEffect(() => {
    if (loaded === null || 'error' in loaded || !loaded.facts.running) return;
    const hasEnded = isClosed(loaded.course.stateAfter(count)?.phase ?? 'idle');
    const timer = setInterval(() => refresh().catch(() => {}), hasEnded ? goneMs.afterEnd : goneMs.inSilence);
    return () => clearInterval(timer);
  }, [loaded, count]);
  if (loaded === null) return <p class="quiet">Reading the run ...</p>;
  if ('error' in loaded) {
    return (
      <section class="panel">
        <h1>This run can't be shown</h1>
        <p class="problem">{loaded.error}</p>
        <p>
          What its log still holds: <code>proofloop log {runId}</code>
        </p>
      </section>
    );
  }
  return (
    <RunView
      source={source}
      course={loaded.course}
      facts={loaded.facts}
      count={count}
      connected={connected}
      onDone={refresh}
    />
  );
}

interface Followed {
  setLoaded: (loaded: Loaded | { error: string }) => void;
  setCount: (count: number) => void;
  setConnected: (connected: boolean) => void;
  refresh: () => Promise<void>;
}

function followRun(source: Source, runId: string, told: Followed): () => void {
  let stop = () => undefined as undefined;
  let isWanted = true;
  let timer: ReturnType<typeof setTimeout> | null = null;
  source.readRun(runId).then(
    ({ facts, events }) => {
      if (!isWanted) return;
      let course: Course;
      try {
        course = courseOf(events);
      } catch (error) {
        told.setLoaded({ error: `its events can't be followed: ${(error as Error).message}` });
        return;
      }
      told.setLoaded({ course, facts });
      told.setCount(events.length);
      const end = source.follow(
        runId,
        events.at(-1)?.seq ?? 0,
        (event) => {
          course.add(event);
          timer ??= setTimeout(() => {
            timer = null;
            told.setCount(course.events.length);
            if (isClosed(course.stateAfter(course.events.length)?.phase ?? 'idle')) void told.refresh();
          }, redrawMs);
        },
        told.setConnected,
      );
      stop = () => {
        end();
        return undefined;
      };
    },
    (error: Error) => isWanted && told.setLoaded({ error: error.message }),
  );
  return () => {
    isWanted = false;
    if (timer !== null) clearTimeout(timer);
    stop();
  };
}

interface ViewProps {
  source: Source;
  course: Course;
  facts: RunFacts;
  count: number;
  connected: boolean;
  onDone: () => void;
}

function RunView({ source, course, facts, count, connected, onDone }: ViewProps) {
  const [place, setPlace] = useState<number | null>(null);
  const shown = place === null ? count : Math.min(place, count);
  const { events } = course;
  const state = course.stateAfter(shown);
  if (state === null) return <p class="quiet">The run has not begun.</p>;
  const now = Date.parse(events[shown - 1]?.ts ?? '');
  const isLast = shown === count;
  const isRunning = facts.running || !isLast;
  const [timeline, costs] = [course.timelineAfter(shown), course.costsAfter(shown)];
  const [gates, tests] = [course.gatesAfter(shown), course.testsAfter(shown)];
  const said = course.lastSaidAfter(shown);
  const [iterations, tree] = [state.iteration?.number ?? 0, course.stateAfter(count)?.tree ?? ''];
  return (
    <>
      <HeadPanel state={state} headline={headlineOf(state, gates.view.standings, isRunning)} facts={facts} />
      {!connected && (
        <p class="problem" role="alert">
          The connection is lost: what is shown may be old. It is tried again by itself.
        </p>
      )}
      {facts.damage !== null && <p class="problem">{facts.damage}</p>}
      <ActionBar
        source={source}
        state={state}
        facts={facts}
        iteration={said.view.closedIteration}
        onDone={onDone}
      />
      <Panel name="Budget">
        <BudgetBars state={state} now={now} />
      </Panel>
      <Panel name="Course" wide>
        <LaneChart timeline={timeline.view} version={timeline.version} onPick={setPlace} />
        <Scrubber count={count} place={place} now={now} onPlace={setPlace} />
      </Panel>
      <div class="columns">
        <Panel name="Gates">
          <Kept by={[gates.version]} draw={() => <GatePanel gates={gates.view} />} />
        </Panel>
        <Panel name="Work items">
          <Kept by={[state.items]} draw={() => <WorkItems items={state.items} />} />
        </Panel>
        <Panel name="Tests">
          <Kept by={[tests.version]} draw={() => <TestPanel tests={tests.view} />} />
        </Panel>
        <Panel name="Cost">
          <Kept
            by={[costs.version]}
            draw={() => (
              <>
                <CostTable costs={costs.view.costs} />
                <SpendChart costs={costs.view.costs} />
              </>
            )}
          />
        </Panel>
      </div>
      <Panel name="Changes" wide>
        <Kept
          by={[iterations, tree, said.version]}
          draw={() => (
            <DiffPanel
              source={source}
              runId={facts.run_id}
              iterations={iterations}
              tree={tree}
              marked={said.view.markedPaths}
            />
          )}
        />
      </Panel>
      <Panel name="Log" wide>
        <p class="quiet">
          {facts.damage === null
            ? `${countOf(count, 'event')}; the chain of its lines holds`
            : `${countOf(count, 'event')}; the chain of its lines is broken`}
        </p>
        <LogPanel
          source={source}
          runId={facts.run_id}
          events={events}
          count={shown}
          follows={place === null}
        />
      </Panel>
    </>
  );
}

function HeadPanel({
  state,
  headline,
  facts,
}: {
  state: NonNullable<ReturnType<Course['stateAfter']>>;
  headline: Headline;
  facts: RunFacts;
}) {
  const title = runTitle(state);
  useEffect(() => {
    document.title = title;
    return () => {
      document.title = 'proofloop';
    };
  }, [title]);
  return (
    <header class={`headline ${state.phase}`}>
      <p class="quiet">
        {facts.run_id} · {facts.workspace}
        {facts.running && <span class="live"> · running</span>}
      </p>
      <h1>{headline.outcome}</h1>
      {headline.reason !== null && (
        <p class="reason">
          <strong>{state.phase === 'completed' ? '' : 'Not done: '}</strong>
          {headline.reason}
        </p>
      )}
      <details>
        <summary>{state.task.split('\n', 1)[0]}</summary>
        <pre class="task">{state.task}</pre>
      </details>
    </header>
  );
}

interface ScrubberProps {
  count: number;
  place: number | null;
  now: number;
  onPlace: (place: number | null) => void;
}

/** Chooses the event up to which everything is shown; at the end it follows. */
function Scrubber({ count, place, now, onPlace }: ScrubberProps) {
  const shown = place ?? count;
  const slider = useRef<HTMLInputElement>(null);
  return (
    <div class="scrubber">
      <input
        ref={slider}
        type="range"
        min={1}
        max={count}
        value={shown}
        aria-label="event"
        onInput={({ currentTarget: { value } }) => onPlace(Number(value) >= count ? null : Number(value))}
      />
      <output>{`event ${shown} of ${count}, ${clockText(now, now)}`}</output>
      <button type="button" disabled={place === null} onClick={() => onPlace(null)}>
        follow
      </button>
    </div>
  );
}

function Panel({
  name,
  wide = false,
  children,
}: {
  name: string;
  wide?: boolean;
  children: preact.ComponentChildren;
}) {
  return (
    <section class={`panel ${wide ? 'wide' : ''}`} aria-label={name}>
      <h2>{name}</h2>
      {children}
    </section>
  );
}
