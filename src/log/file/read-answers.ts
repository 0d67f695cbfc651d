import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { payloadSchemas } from '../../core/events.ts';
import { collectAnswers, type RecordedAnswers } from '../../core/model/recorded-answers.ts';

const lineSchema = z.object({ event: z.string(), payload: z.record(z.string(), z.unknown()) });

/**
 * Reads the model's answers from a log. Of its lines only the answers have to be as this version writes them, so that
 * logs of other versions serve too; a torn last line is passed over. Rejects with a sentence that says what is wrong.
 */
export async function readAnswers(path: string): Promise<RecordedAnswers> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new Error(`the recording ${path} can't be read (${error.code}); name the log of a run`);
  });
  const lines = text.split('\n');
  // What stands after the last line break was cut off, or is nothing.
  lines.pop();
  const responses = lines.flatMap((line, index) => {
    const { event, payload } = readLine(line, path, index + 1);
    if (index === 0 && event !== 'loop_started') throw notALog(path, 1, 'it is not loop_started');
    if (event !== 'model_response') return [];
    const parsed = payloadSchemas.model_response.safeParse(payload);
    if (parsed.success) return [parsed.data];
    throw notALog(path, index + 1, `its answer can't be used (${parsed.error.issues[0]?.message})`);
  });
  if (responses.length === 0) {
    throw new Error(`the recording ${path} holds no answer of a model; name the log of a run that has some`);
  }
  return collectAnswers(responses);
}

function readLine(line: string, path: string, lineNumber: number): z.infer<typeof lineSchema> {
  try {
    return lineSchema.parse(JSON.parse(line));
  } catch {
    throw notALog(path, lineNumber, 'it is no event');
  }
}

function notALog(path: string, lineNumber: number, problem: string): Error {
  return new Error(
    `${path} is not the log of a run: line ${lineNumber}: ${problem}; name a log of proofloop`,
  );
}
