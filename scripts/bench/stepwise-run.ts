import { type Model, type Sandbox, startRun } from 'proofloop';
import { coderOutput, plannerOutput, testerOutput, workItem } from '../../test/support/role-outputs.ts';
import { answer, shellCall } from './own-answers.ts';
import { task } from './task.ts';

/** A run whose coder changes a file when it is told to. */
export interface StepwiseRun {
  /**
   * Has the coder do one step; resolves with the milliseconds from the end of its command to the next request, which is
   * when proofloop has taken the tree of its files and written what came of it.
   */
  step(): Promise<number>;
  /** Lets the run end. */
  end(): Promise<void>;
}

/** Starts it by the library, with a model and a sandbox of its own: the command is `change`, given the view's folder. */
export async function startStepwiseRun(
  place: { workspace: string; home: string },
  change: (root: string) => Promise<void>,
): Promise<StepwiseRun> {
  let changedAt = 0;
  /** Resolves what waits for the coder's next request. */
  let asked: (at: number) => void = () => {};
  let next = Promise.withResolvers<'step' | 'end'>();
  const whenAsked = () => new Promise<number>((resolve) => (asked = resolve));
  const model: Model = {
    async respond({ metadata: { role } }) {
      if (role === 'planner') return answer(plannerOutput({ done_flag: true, tasks: [workItem('step')] }));
      if (role === 'tester') return answer(testerOutput());
      asked(performance.now());
      if ((await next.promise) === 'end') return answer(coderOutput({ completed_task_ids: ['step'] }));
      next = Promise.withResolvers();
      return shellCall('change');
    },
  };
  const sandbox: Sandbox = {
    async run({ root }) {
      const startedAt = performance.now();
      await change(root);
      changedAt = performance.now();
      return { exitCode: 0, timedOut: false, durationMs: changedAt - startedAt, output: '' };
    },
  };
  const ready = whenAsked();
  const { ended } = await startRun({
    ...{ task, ...place, model: 'stepwise', evidence: 'claimed', maxIterations: 1, maxSteps: 1000 },
    environment: { PATH: process.env.PATH, HOME: place.home },
    ports: { model, sandbox },
  });
  await Promise.race([ready, ended]);
  return {
    async step() {
      const again = whenAsked();
      next.resolve('step');
      return (await again) - changedAt;
    },
    async end() {
      next.resolve('end');
      const { summary } = await ended;
      if (summary.phase !== 'completed') throw new Error(`a run of steps ended with ${summary.stop_reason}`);
    },
  };
}
