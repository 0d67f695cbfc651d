import { Worker } from 'node:worker_threads';
import { type LeftToRead, readTests, type ToldTests } from './read-tests.ts';

/** How what commands have left is read. */
export interface ReportReaderOptions {
  /** Path or URL of the built `report-reader-program`. */
  program: string | URL;
  /** For what is large: it ends unread after that. */
  deadlineMs: number;
}

/** Characters that are read at once, without a thread: so little never holds anything up. */
const mostAtOnce = 512 * 1024;

/** Of the thread's heap: what is read takes a multiple of its size, and an endless reader would take all there is. */
const heapLimitMebibytes = 2048;

/**
 * Reads what verify commands have left. How long and how much is the choice of the program that is tested: what is large
 * is read by a thread of its own, which ends by a deadline, by the end of its memory or with the signal, so that neither
 * an interrupt nor another run waits for it. Unread, it counts as a report that can't be relied on.
 */
export function createReportReader({ program, deadlineMs }: ReportReaderOptions) {
  return async (left: LeftToRead, signal: AbortSignal): Promise<ToldTests> => {
    signal.throwIfAborted();
    if (charactersOf(left) <= mostAtOnce) return readTests(left);
    const worker = new Worker(program, {
      workerData: left,
      env: {},
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: heapLimitMebibytes },
    });
    const deadline = AbortSignal.timeout(deadlineMs);
    try {
      return await answerOf(worker, AbortSignal.any([signal, deadline]));
    } catch (error) {
      signal.throwIfAborted();
      const why = deadline.aborted ? `within ${deadlineMs / 1000} s` : `(${(error as Error).message})`;
      return unread(left, `what the command has left could not be read ${why}`);
    } finally {
      await worker.terminate();
    }
  };
}

function charactersOf({ ended, left }: LeftToRead): number {
  const texts = left.map(({ content }) => ('text' in content ? content.text.length : 0));
  return texts.reduce((sum, length) => sum + length, ended.output.length);
}

function answerOf(worker: Worker, signal: AbortSignal): Promise<ToldTests> {
  const { promise, resolve, reject } = Promise.withResolvers<ToldTests>();
  worker.once('message', resolve);
  worker.once('error', reject);
  worker.once('exit', () => reject(new Error('the reader ended without an answer')));
  signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  return promise;
}

/** Never without a report, which would be weighed by the exit code alone: what was printed may have been one. */
function unread({ ended, left }: LeftToRead, problem: string): ToldTests {
  const runner = left[0]?.runner ?? 'tap';
  const none = { passed: [], failed: [], skipped: [] };
  return { tests: { runner, ...none, reports: 1, problems: [problem] }, output: ended.output };
}
