import type { LoggedEvent } from '../core/events.ts';
import { type JudgeSettings, judgeKeys } from '../core/settings/settings.ts';
import { judgeChange } from '../runs/judge-change.ts';
import { planJudgement } from '../runs/plan-judgement.ts';
import { readJudgement } from '../runs/read-judgement.ts';
import type { JudgementReport } from '../views/judgement/judgement-report.ts';
import { type Caller, type Stoppable, surroundingsOf } from './caller.ts';
import { givenSettings } from './given-options.ts';
import { stopInbox } from './stop-inbox.ts';

/** What is judged, and by what. */
export interface JudgeCall extends JudgeSettings, Caller, Stoppable {
  /** The revision that the change is judged against; else where it left `origin/HEAD`, `main` or `master`. */
  base?: string | undefined;
  /** The revision that is judged; else the files as they lie in the checkout. */
  head?: string | undefined;
  /** Is told each event, in their order, once it is on disk. It must not throw. */
  onEvent?: ((event: LoggedEvent) => void) | undefined;
}

/** A change that was measured. */
export interface JudgedChange extends JudgementReport {
  /** What a person should know of how it was measured, each a sentence. */
  warnings: readonly string[];
}

const signature = { name: 'judge', settings: judgeKeys, others: ['base', 'head', 'onEvent'] };

/**
 * Measures a change that somebody else made, as `proofloop judge` does, and resolves with the verdict, whatever it is.
 * Rejects with a UsageError where nothing could be measured (`problem` is `nothing_to_judge` where there is no change), and
 * with the signal's reason where that aborts before it has begun; a judgement that is stopped later is `unverified`.
 */
export async function judge(options: JudgeCall = {}): Promise<JudgedChange> {
  const commandLine = givenSettings(options, signature);
  const surroundings = surroundingsOf(options);
  const { base = null, head = null, onEvent } = options;
  const inbox = stopInbox(options.signal);
  try {
    inbox.signal.throwIfAborted();
    const planned = await planJudgement(commandLine, { base, head }, surroundings, null);
    let isBegun = false;
    const ended = await judgeChange(planned, surroundings, inbox, (event) => {
      isBegun = true;
      onEvent?.(event);
    }).catch((error: unknown) => {
      if (!isBegun) inbox.signal.throwIfAborted();
      throw error;
    });
    const report = await readJudgement(ended.run, ended.state, surroundings);
    return { ...report, warnings: [...planned.warnings, ...ended.warnings] };
  } finally {
    inbox.release();
  }
}
