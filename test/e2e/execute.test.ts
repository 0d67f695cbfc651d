import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { startLive } from '../support/live-run.ts';
import { payloadsOf, runProgram } from '../support/program.ts';
import { coderOutput, plannerOutput, testerOutput, workItem } from '../support/role-outputs.ts';
import {
  fingerprintOf,
  git,
  playScript,
  repositoryWith,
  sumFix,
  sumProject,
  temporaryFolder,
} from '../support/run-fixture.ts';
import { finalJson } from '../support/scripted-answers.ts';
import { type StepAnswers, stepwise } from '../support/stepwise-script.ts';
import { patch, shell } from '../support/tool-answers.ts';

/** Two iterations, the first refused; `command` is the coder's first. */
function script(command: string) {
  const table: StepAnswers = {
    planner: [
      [shell('ls'), finalJson(plannerOutput({ done_flag: true, tasks: [workItem('sum')] }))],
      [finalJson(plannerOutput({ done_flag: true }))],
    ],
    coder: [
      [shell(command), finalJson(coderOutput())],
      [patch(sumFix), finalJson(coderOutput({ completed_task_ids: ['sum'] }))],
    ],
    tester: [[shell('sh check.sh'), finalJson(testerOutput())], [finalJson(testerOutput())]],
  };
  return stepwise(table);
}

async function recorded(command: string, verify = 'sh check.sh') {
  const repository = await repositoryWith(sumProject);
  const run = await playScript(repository, script(command), ['--task', 'Mend the sum.', '--verify', verify]);
  expect(run.exitCode).toBe(0);
  const call = { args: ['replay', 'latest', '--execute'], folder: repository, home: run.home };
  return { repository, run, call, kept: () => readdir(join(run.home, 'replays')) };
}

test('every command, patch and verification is carried out again, without a model or a trace', async () => {
  const counter = join(await temporaryFolder(), 'count');
  const { repository, run, call, kept } = await recorded(`echo one >> lines.txt; echo x >> ${counter}`);
  await run.endpoint.close();
  const before = [fingerprintOf(repository), fingerprintOf(join(run.home, 'runs'))];

  const executed = await runProgram(call);

  expect(executed).toMatchObject({ exitCode: 0, stderr: '' });
  expect(executed.stdout).toContain('executed: 4 tool calls and 2 verifications, every tree and verdict');
  expect(await readFile(counter, 'utf8')).toBe('x\nx\n');
  expect([fingerprintOf(repository), fingerprintOf(join(run.home, 'runs'))]).toEqual(before);
  expect(await kept()).toEqual([]);
});

test('a tree that comes out otherwise ends it at that event, with both sides and the files', async () => {
  const counter = join(await temporaryFolder(), 'count');
  const { run, call, kept } = await recorded(`echo x >> ${counter}; cp ${counter} lines.txt`);
  const executed = await runProgram(call);
  expect(executed.exitCode).toBe(1);
  const tree = payloadsOf(run.events, 'tool_result').find(({ role }) => role === 'coder')?.tree;
  const [, recordedSide, executedSide] = /recorded: (.*)\nexecuted: (.*)\n/.exec(executed.stdout) ?? [];
  expect(executed.stdout).toMatch(/diverged at event \d+ \(tool_result\)/);
  expect(JSON.parse(recordedSide ?? '').payload.tree).toBe(tree);
  expect(JSON.parse(executedSide ?? '').payload.tree).not.toBe(tree);
  const [folder = ''] = await kept();
  expect(executed.stdout).toContain(join(run.home, 'replays', folder));
  expect(await readFile(join(run.home, 'replays', folder, 'tree', 'files', 'lines.txt'), 'utf8')).toBe(
    'x\nx\n',
  );
});

test('so does a verdict', async () => {
  const gate = join(await temporaryFolder(), 'gate');
  const { call } = await recorded('touch a', `sh check.sh && test ! -e ${gate}`);
  await writeFile(gate, '');
  const executed = await runProgram(call);
  expect(executed.exitCode).toBe(1);
  expect(executed.stdout).toMatch(/diverged at event \d+ \(verification_result\)/);
  expect(executed.stdout).toMatch(/recorded: .*"verdict":"verified"/);
  expect(executed.stdout).toMatch(/executed: .*"verdict":"refused"/);
});

test('other words of an outcome are told, and are no divergence', async () => {
  const counter = join(await temporaryFolder(), 'count');
  const { call } = await recorded(`touch a; echo x >> ${counter}; wc -l < ${counter}`);
  const executed = await runProgram(call);
  expect(executed).toMatchObject({ exitCode: 0, stderr: '' });
  expect(executed.stdout).toMatch(
    /^1 outcome in other words:\n {2}event \d+ \(tool_result\)\n {4}output recorded: .*\b1\b.*\n {4}output executed: .*\b2\b.*$/m,
  );
});

test('a run whose branch was removed is carried out all the same, and gets none', async () => {
  const { call, run, repository } = await recorded('touch a');
  git(repository, 'update-ref', '-d', `refs/heads/${run.summary.branch}`);
  expect((await runProgram(call)).exitCode).toBe(0);
  expect(git(repository, 'branch', '--list', 'proofloop/*')).toBe('');
});

test('Ctrl-C ends it and removes its files', async () => {
  const gate = join(await temporaryFolder(), 'gate');
  const { call, kept } = await recorded(
    `test ! -e ${gate} && touch ${gate} a || { touch ${gate}.2; sleep 300; }`,
  );
  const live = startLive(call);
  await vi.waitFor(() => readFile(`${gate}.2`), { timeout: 120_000 });
  live.child.kill('SIGINT');
  const ended = await live.ended;
  expect(ended.exitCode).toBe(130);
  expect(ended.stdout).toContain('stopped: the run was not executed to its end');
  expect(await kept()).toEqual([]);
});
