import { expect, test } from 'vitest';
import { payloadsOf, runProgram } from '../support/program.ts';
import { coderOutput, plannerOutput, testerOutput, workItem } from '../support/role-outputs.ts';
import { playScript, repositoryWith, sumFix, sumProject } from '../support/run-fixture.ts';
import { finalJson } from '../support/scripted-answers.ts';
import type { Script } from '../support/scripted-endpoint.ts';
import { patch, shell } from '../support/tool-answers.ts';

const addFile = (path: string) => `*** Begin Patch\n*** Add File: ${path}\n+x\n*** End Patch`;

const calls = [
  shell('mkdir -p generated && echo x > generated/a.txt'),
  shell('echo y > generated/b.txt'),
  patch(addFile('generated/c.txt')),
  patch(sumFix),
];

const script: Script = ({ role, step }) => {
  if (role === 'planner') return finalJson(plannerOutput({ done_flag: true, tasks: [workItem('sum')] }));
  if (role === 'tester') return finalJson(testerOutput());
  return calls[step - 1] ?? finalJson(coderOutput({ completed_task_ids: ['sum'] }));
};

test('what is written where it is not delivered is named to the model and to the person', async () => {
  const repository = await repositoryWith({ ...sumProject, '.gitignore': 'generated/\n' });
  const run = await playScript(repository, script, ['--task', 'Mend the sum.', '--verify', 'sh check.sh']);
  expect(run.summary).toMatchObject({ phase: 'completed', artifacts: ['sum.sh'] });
  const results = payloadsOf(run.events, 'tool_result').filter(({ role }) => role === 'coder');
  const note = /\n\[Not delivered, and absent where the result is tested: (.*)\]$/;
  expect(results.map(({ output }) => note.exec(output)?.[1] ?? null)).toEqual([
    'generated/ (is ignored by git)',
    null,
    'generated/c.txt (is ignored by git)',
    null,
  ]);
  const shown = await runProgram({ args: ['show', 'latest'], folder: repository, home: run.home });
  expect(shown.stdout).toMatch(/left out +generated\/ is ignored by git: not delivered/);
});
