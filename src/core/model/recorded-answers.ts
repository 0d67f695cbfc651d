import type { LoggedEvent, Payload } from '../events.ts';
import type { ModelAnswer } from './model-wire.ts';

/** Answers that a model gave in an earlier run, in order, by role and iteration. */
export type RecordedAnswers = ReadonlyMap<string, readonly ModelAnswer[]>;

/** The key of a role's answers within one iteration. */
export function answersKey(role: string, iteration: number | string): string {
  return `${role}:${iteration}`;
}

/** The answers of `responses`, each without its place in the run. */
export function collectAnswers(responses: Iterable<Payload<'model_response'>>): RecordedAnswers {
  const answers = new Map<string, ModelAnswer[]>();
  for (const { iteration, role, step: _step, attempt: _attempt, ...answer } of responses) {
    const key = answersKey(role, iteration);
    answers.set(key, [...(answers.get(key) ?? []), answer]);
  }
  return answers;
}

/** What is left of a recording for a run whose log holds `events`: the answers that it has had already are gone. */
export function remainingAnswers(recorded: RecordedAnswers, events: Iterable<LoggedEvent>): RecordedAnswers {
  const used = new Map<string, number>();
  for (const { event, payload } of events) {
    if (event !== 'model_response') continue;
    const key = answersKey(payload.role, payload.iteration);
    used.set(key, (used.get(key) ?? 0) + 1);
  }
  return new Map([...recorded].map(([key, answers]) => [key, answers.slice(used.get(key) ?? 0)]));
}
