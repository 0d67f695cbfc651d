import type { RecordedAnswers } from '../core/model/recorded-answers.ts';
import { readRecordedAnswers } from '../wire.ts';
import { UsageError } from './usage-error.ts';

/** The answers of the log that a run names in place of an endpoint; null for none. A UsageError for a bad log. */
export async function readRecording(path: string | null): Promise<RecordedAnswers | null> {
  if (path === null) return null;
  return readRecordedAnswers(path).catch((error: Error) => {
    throw new UsageError(`${error.message}; nothing was started`);
  });
}
