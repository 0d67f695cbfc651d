import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { logPathOf, runProgram } from '../support/program.ts';
import { coderOutput, plannerOutput, testerOutput, workItem } from '../support/role-outputs.ts';
import { playScript, repositoryWith, sumFix, sumProject } from '../support/run-fixture.ts';
import { finalJson } from '../support/scripted-answers.ts';
import { stepwise } from '../support/stepwise-script.ts';
import { patch } from '../support/tool-answers.ts';

const script = stepwise({
  planner: [[finalJson(plannerOutput({ done_flag: true, tasks: [workItem('sum')] }))]],
  coder: [[patch(sumFix), finalJson(coderOutput({ completed_task_ids: ['sum'] }))]],
  tester: [[finalJson(testerOutput())]],
});

async function finishedRun() {
  const repository = await repositoryWith(sumProject);
  const run = await playScript(repository, script, ['--task', 'Mend the sum.', '--verify', 'sh check.sh']);
  const logPath = logPathOf(run.home, run.summary.run_id);
  return {
    logPath,
    log: await readFile(logPath, 'utf8'),
    headPath: join(run.home, 'runs', run.summary.run_id, 'head'),
    call: (...args: string[]) => runProgram({ args, folder: repository, home: run.home }),
  };
}

test.each([
  ['whose last line is gone', (log: string) => log.slice(0, log.lastIndexOf('\n', log.length - 2) + 1)],
  ['whose last line was torn', (log: string) => log.slice(0, -20)],
  [
    'whose last line was changed',
    (log: string) => log.replace(/"done_flag":true(?=[^\n]*\n$)/, '"done_flag":false'),
  ],
])('a log %s is gone on from by no command', async (_name, damage) => {
  const { log, logPath, headPath, call } = await finishedRun();
  const damaged = damage(log);
  expect(damaged).not.toBe(log);
  await writeFile(logPath, damaged);

  const resumed = await call('resume', 'latest', '--json');
  expect(resumed).toMatchObject({ exitCode: 2, stdout: '' });
  expect(resumed.stderr).toMatch(/^error: The log has .* Restore the log from a copy\.\n$/);
  for (const command of ['replay', 'verify']) {
    expect(await call(command, 'latest')).toMatchObject({
      exitCode: 1,
      stdout: expect.stringContaining('Restore the log from a copy.'),
    });
  }
  expect(await readFile(logPath, 'utf8')).toBe(damaged);

  // What is there is still to be seen, and a person can decide to trust it.
  expect((await call('show', 'latest')).exitCode).toBe(0);
  await rm(headPath);
  expect((await call('resume', 'latest', '--json')).exitCode).toBe(0);
});
