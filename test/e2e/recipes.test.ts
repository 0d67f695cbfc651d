import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { coderOutput, plannerOutput, testerOutput, workItem } from '../support/role-outputs.ts';
import { playScript, repositoryWith } from '../support/run-fixture.ts';
import { finalJson } from '../support/scripted-answers.ts';
import { answers } from '../support/scripted-endpoint.ts';
import { shell } from '../support/tool-answers.ts';

const page = resolve(import.meta.dirname, '../../docs/recipes.md');

/** The example of the page that begins like a script and holds this word. */
async function scriptWith(word: string): Promise<string> {
  const examples = (await readFile(page, 'utf8')).matchAll(/```sh\n(.*?)```/gs);
  const script = [...examples]
    .map(([, text = '']) => text)
    .find((text) => text.startsWith('#!') && text.includes(word));
  if (script === undefined) throw new Error(`docs/recipes.md has no script with ${word}`);
  return script;
}

const check = `[ "$(psql --tuples-only --no-align --file query.sql)" = 5 ] || { echo 'not 5'; exit 1; }\n`;

test('tests have a database of their own in the sandbox, as the recipe says', async () => {
  const repository = await repositoryWith({
    'test/with-database.sh': await scriptWith('initdb'),
    'check.sh': check,
    'query.sql': 'SELECT 2 - 3;\n',
  });
  const script = answers({
    planner: [finalJson(plannerOutput({ done_flag: true, tasks: [workItem('sum')] }))],
    coder: [
      shell("sh test/with-database.sh sh check.sh; echo 'SELECT 2 + 3;' > query.sql"),
      finalJson(coderOutput({ completed_task_ids: ['sum'] })),
    ],
    tester: [shell('sh test/with-database.sh sh check.sh'), finalJson(testerOutput())],
  });
  const args = [
    '--task',
    'Give the sum',
    '--sandbox',
    'auto',
    '--verify',
    'sh test/with-database.sh sh check.sh',
  ];
  const run = await playScript(repository, script, args);
  const said = run.events.flatMap(({ event, payload }) => (event === 'tool_result' ? [payload.output] : []));
  expect(said).toEqual([expect.stringContaining('not 5'), expect.stringContaining('exit code 0')]);
  expect(run.summary).toMatchObject({ phase: 'completed', evidence: { verdict: 'verified' } });
});
