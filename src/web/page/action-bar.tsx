import { useRef, useState } from 'preact/hooks';
import { isClosed } from '../../core/phase.ts';
import type { RunState } from '../../core/state.ts';
import { countOf } from '../../views/text/amounts.ts';
import type { ActionAnswer, RunFacts, Source } from './source.ts';

/** One thing that a person can do to a run: what will happen, and what is sent. */
interface Offer {
  action: 'stop' | 'resume' | 'fork' | 'accept' | 'apply';
  /** What will happen, before it does. */
  words: string;
  body: Record<string, unknown>;
}

interface ActionProps {
  source: Source;
  state: RunState;
  facts: RunFacts;
  /** The iteration that is in sight, to fork at; null where none has closed. */
  iteration: number | null;
  onDone: () => void;
}

/** What can be done to a run, each asked about before it is done: the commands of the same names do it. */
export function ActionBar({ source, state, facts, iteration, onDone }: ActionProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [offer, setOffer] = useState<Offer | null>(null);
  const [answer, setAnswer] = useState<ActionAnswer | { error: string } | null>(null);
  const [busy, setBusy] = useState(false);
  if (!source.isLive || facts.judged) return null;
  if (!facts.own) return <p class="quiet">This log was brought here: it can be read, not acted on.</p>;
  const ask = (chosen: Offer) => {
    setOffer(chosen);
    setAnswer(null);
    dialog.current?.showModal();
  };
  const act = async (chosen: Offer) => {
    setBusy(true);
    try {
      setAnswer(await source.act(facts.run_id, chosen.action, chosen.body));
    } catch (error) {
      setAnswer({ error: (error as Error).message });
    }
    setBusy(false);
    onDone();
  };
  return (
    <div class="actions">
      {offersOf(state, facts, iteration).map((one) => (
        <button type="button" key={one.action} onClick={() => ask(one)}>
          {one.action === 'fork' ? `fork at iteration ${iteration}` : one.action}
        </button>
      ))}
      <dialog ref={dialog}>
        {offer !== null && (
          <>
            <h2>{offer.action}</h2>
            <p>{offer.words}</p>
            {answer !== null && <Answer answer={answer} />}
            <form method="dialog">
              {answer === null && (
                <button type="button" class="main" disabled={busy} onClick={() => act(offer)}>
                  {busy ? 'working ...' : offer.action}
                </button>
              )}
              <button type="submit">{answer === null ? 'leave it' : 'close'}</button>
            </form>
          </>
        )}
      </dialog>
    </div>
  );
}

function Answer({ answer }: { answer: ActionAnswer | { error: string } }) {
  if ('error' in answer) return <p class="problem">{answer.error}</p>;
  const { exit_code, said, run_id } = answer;
  const isWell = exit_code === null || exit_code === 0;
  return (
    <>
      <p class={isWell ? '' : 'problem'} role="status">
        {exit_code === null ? 'It has begun.' : isWell ? 'Done.' : `It ended with exit code ${exit_code}.`}
      </p>
      {said.trim() !== '' && <pre class="said">{said}</pre>}
      {run_id !== null && (
        <p>
          <a href={`#/run/${run_id}`}>{run_id}</a>
        </p>
      )}
    </>
  );
}

function offersOf(state: RunState, facts: RunFacts, iteration: number | null): Offer[] {
  if (facts.running) {
    return [
      {
        action: 'stop',
        words: 'The run finishes nothing new, records where it stands, and can be resumed.',
        body: {},
      },
    ];
  }
  const offers: Offer[] = [];
  const changed = countOf(state.artifacts.length, 'file');
  if (facts.reviewable_paths.length > 0) {
    offers.push({
      action: 'accept',
      words: `You allow the run to have changed ${facts.reviewable_paths.join(', ')}. It is then decided again, without a model.`,
      body: { allow_changes: facts.reviewable_paths },
    });
  }
  if (state.artifacts.length > 0) {
    offers.push({
      action: 'apply',
      words: `The changes of ${changed} come into ${facts.workspace} as uncommitted changes. Where they don't fit, nothing is changed.`,
      body: {},
    });
  }
  if (state.phase !== 'completed') {
    offers.push({ action: 'resume', words: resumeWords(state), body: resumeBody(state) });
  }
  if (iteration !== null) {
    offers.push({
      action: 'fork',
      words: `A new run begins with all that this one had at the end of iteration ${iteration}, its spent budget included, and goes on from there. This one stays as it is.`,
      body: { at: iteration },
    });
  }
  return offers;
}

/** A run that a limit stopped goes on with twice that limit. */
function resumeBody({ stopReason, ceiling, options }: RunState): Record<string, unknown> {
  if (ceiling !== null) return {};
  switch (stopReason) {
    case 'max_iterations_reached':
      return { max_iterations: options.max_iterations * 2 };
    case 'token_budget_exhausted':
      return { max_tokens: options.max_tokens * 2 };
    case 'cost_budget_exhausted':
      return { max_cost: options.max_cost_usd * 2 };
    default:
      return {};
  }
}

function resumeWords(state: RunState): string {
  const [raised] = Object.entries(resumeBody(state));
  const limit = raised === undefined ? '' : ` with ${raised[0].replace('_', ' ')} ${raised[1]}`;
  const how = isClosed(state.phase) ? 'after its end' : 'where it was left';
  return `The run goes on ${how}, under its recorded options${limit}, in a process of its own: closing this page does not end it. It spends money again.`;
}
