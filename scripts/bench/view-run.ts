import { type Model, startRun } from 'proofloop';
import { coderOutput, plannerOutput, testerOutput, workItem } from '../../test/support/role-outputs.ts';
import { answer, shellCall } from './own-answers.ts';
import { task } from './task.ts';

/** What a tester's first command took from its call to the next request, with the opening of its view, and its second. */
export interface TesterCommands {
  firstMs: number;
  secondMs: number;
}

/** A run whose tester gets a view when it is told to. */
export interface ViewRun {
  /** Has a tester run `command` twice in a view of its own. */
  openView(): Promise<TesterCommands>;
  /** Ends the run. */
  end(): Promise<void>;
}

const iterations = 1000;

/** Starts it by the library, with a model of its own. */
export async function startViewRun(
  place: { workspace: string; home: string },
  command: string,
): Promise<ViewRun> {
  let wanted = Promise.withResolvers<'view' | 'end'>();
  let measured = Promise.withResolvers<TesterCommands>();
  const calledAt: number[] = [];
  const call = () => {
    calledAt.push(performance.now());
    return shellCall(command);
  };
  const model: Model = {
    async respond({ metadata: { role }, input }) {
      if (role === 'planner') return answer(plannerOutput({ tasks: [workItem('view')] }));
      if (role === 'coder') return answer(coderOutput({ pending_task_ids: ['view'] }));
      const now = performance.now();
      const outputs = input.flatMap((item) => (item.type === 'function_call_output' ? [item.output] : []));
      const isOpening = outputs.length === 0;
      if (outputs.some((output) => !output.startsWith('exit code 0'))) throw new Error(outputs.join('\n'));
      if (isOpening && (await wanted.promise) === 'end') return answer(testerOutput());
      if (calledAt.length < 2) return call();
      const [first = now, second = now] = calledAt.splice(0);
      wanted = Promise.withResolvers();
      measured.resolve({ firstMs: second - first, secondMs: now - second });
      return answer(testerOutput({ tests_passed: false, failures: ['Not yet.'] }));
    },
  };
  const run = await startRun({
    ...{ task, ...place, model: 'views', evidence: 'claimed' },
    ...{ maxIterations: iterations, maxNoProgressIterations: iterations },
    environment: { PATH: process.env.PATH, HOME: place.home },
    ports: { model },
  });
  return {
    async openView() {
      measured = Promise.withResolvers();
      wanted.resolve('view');
      const ended = run.ended.then(({ summary }) => {
        throw new Error(`a run of views ended with ${summary.stop_reason}`);
      });
      return Promise.race([measured.promise, ended]);
    },
    async end() {
      run.stop();
      wanted.resolve('end');
      await run.ended;
    },
  };
}
