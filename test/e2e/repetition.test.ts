import { expect, test } from 'vitest';
import { payloadsOf } from '../support/program.ts';
import { coderOutput, plannerOutput, testerOutput, workItem } from '../support/role-outputs.ts';
import { playScript, repositoryWith, sumFix, sumProject } from '../support/run-fixture.ts';
import { finalJson } from '../support/scripted-answers.ts';
import { always, answers, type ScriptedRequest } from '../support/scripted-endpoint.ts';
import { patch, shell } from '../support/tool-answers.ts';

const task = ['--task', 'Mend the sum.', '--verify', 'sh check.sh'];

test('a coder that repeats itself is told so, then asked for its answer; what it did is kept', async () => {
  // It makes its edit, and then looks at it for ever, unless it is asked without tools.
  const looking = ({ body }: ScriptedRequest) =>
    body.tools.length > 0
      ? shell('cat sum.sh; date +%T')
      : finalJson(coderOutput({ completed_task_ids: ['sum'] }));
  const run = await playScript(
    await repositoryWith(sumProject),
    answers({
      planner: [finalJson(plannerOutput({ done_flag: true, tasks: [workItem('sum')] }))],
      coder: [patch(sumFix), always(looking)],
      tester: [finalJson(testerOutput())],
    }),
    task,
  );
  expect(run.exitCode).toBe(0);
  expect(run.summary.artifacts).toEqual(['sum.sh']);
  const notices = payloadsOf(run.events, 'repetition_noticed');
  expect(notices).toMatchObject([
    { role: 'coder', step: 5, repeats: 3, ends_tools: false },
    { role: 'coder', step: 8, repeats: 6, ends_tools: true },
  ]);
  const coder = run.endpoint.requests.filter(({ role }) => role === 'coder');
  expect(coder).toHaveLength(9);
  expect(coder[5]?.body.input.at(-1)).toMatchObject({ role: 'user', content: notices[0]?.message });
  expect(coder[5]?.body.tools).toHaveLength(3);
  expect(coder[8]?.body.input.at(-1)).toMatchObject({ role: 'user', content: notices[1]?.message });
  expect(coder[8]?.body.tools).toEqual([]);
  for (const [index, { body }] of coder.entries()) {
    const before = coder[index - 1]?.body.input ?? [];
    expect(body.input.slice(0, before.length)).toEqual(before);
  }
});
