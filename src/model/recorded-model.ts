import { answersKey, type RecordedAnswers } from '../core/model/recorded-answers.ts';
import type { Model } from '../ports/model.ts';

/**
 * A model that gives the answers of a recording, in order for each role and iteration, and sends nothing anywhere. A
 * request with none left is rejected, which is never tried again.
 */
export function createRecordedModel(recorded: RecordedAnswers): Model {
  const given = new Map<string, number>();
  return {
    async respond({ metadata: { role, iteration } }, signal) {
      signal.throwIfAborted();
      const key = answersKey(role, iteration);
      const answers = recorded.get(key) ?? [];
      const position = given.get(key) ?? 0;
      const answer = answers[position];
      if (answer === undefined) {
        const message = `The recording holds no further answer for the ${role} in iteration ${iteration}: nothing was sent anywhere`;
        return {
          kind: 'error',
          error: { kind: 'rejected', http_status: null, message, retry_after_ms: null, may_be_billed: false },
        };
      }
      given.set(key, position + 1);
      return { kind: 'answer', answer };
    },
  };
}
