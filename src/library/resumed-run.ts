import { type ResumeSettings, resumableKeys } from '../core/settings/settings.ts';
import { continueRun } from '../runs/continue-run.ts';
import type { EndedRun } from '../runs/drive-run.ts';
import { findRun } from '../runs/find-run.ts';
import { requireOwn } from '../runs/own-run.ts';
import { planResume } from '../runs/plan-resume.ts';
import { readRun } from '../runs/read-run.ts';
import { completeCertificate } from '../runs/write-certificate.ts';
import { type Caller, type Stoppable, surroundingsOf } from './caller.ts';
import { givenSettings } from './given-options.ts';
import { type LiveRun, liveRun } from './live-run.ts';
import { stopInbox } from './stop-inbox.ts';

/** What a run is gone on with; everything else stays as it was started with. */
export interface ResumeOptions extends ResumeSettings, Caller, Stoppable {
  /** An instruction that joins the task. */
  note?: string | undefined;
}

const signature = { name: 'resumeRun', settings: resumableKeys, others: ['note'] };

/**
 * Goes on with a run, as `proofloop resume` does; resolves when it does. `run` is its id, the unique beginning of one, the
 * path of its log, or `latest`. A completed run stays as it is, and has ended at once. Rejects as `startRun` does.
 */
export async function goOnWithRun(run: string, options: ResumeOptions = {}): Promise<LiveRun> {
  const commandLine = givenSettings(options, signature);
  const surroundings = surroundingsOf(options);
  const inbox = stopInbox(options.signal);
  return liveRun({
    inbox,
    async begin(observer) {
      const place = await findRun(run, surroundings);
      const read = await readRun(place);
      await requireOwn(place, read, surroundings);
      const { state } = read;
      if (state.phase === 'completed') {
        const warnings = await completeCertificate(place, state);
        return {
          run: place,
          warnings,
          ended: Promise.resolve({ run: place, state, applied: false, warnings }),
        };
      }
      const { continuation } = await planResume(state, commandLine, options.note ?? null, surroundings);
      return begun(place, (attend) =>
        continueRun(place, continuation, surroundings, {
          inbox,
          warn: attend.warn,
          observerOf: () => {
            attend.begin();
            return observer;
          },
        }),
      );
    },
  });
}

/** Resolves when the run was taken over, rejects where it could not be. */
async function begun(
  run: Awaited<ReturnType<typeof findRun>>,
  goOn: (attend: { warn: (warnings: readonly string[]) => void; begin: () => void }) => Promise<EndedRun>,
): Promise<{ run: typeof run; warnings: readonly string[]; ended: Promise<EndedRun> }> {
  const warnings: string[] = [];
  const taken = Promise.withResolvers<void>();
  const ended = goOn({ warn: (more) => warnings.push(...more), begin: taken.resolve });
  ended.catch(taken.reject);
  await taken.promise;
  return { run, warnings, ended };
}
