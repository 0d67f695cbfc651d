import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { expect, onTestFinished, test } from 'vitest';
import { endOfProgram, logPathOf, runProgram, startProgram } from '../support/program.ts';
import { coderOutput, plannerOutput, testerOutput, workItem } from '../support/role-outputs.ts';
import { endpointFor, repositoryWith, sumFix, sumProject, temporaryFolder } from '../support/run-fixture.ts';
import type { Answer } from '../support/scripted-answers.ts';
import { finalJson, hang, toolCalls } from '../support/scripted-answers.ts';

/** A run whose coder waits for its first answer until it is told to go on. */
async function startWaitingRun(testerAnswer: Answer = finalJson(testerOutput())) {
  const [folder, home] = [await repositoryWith(sumProject), await temporaryFolder()];
  const waiting = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<Answer>();
  const endpoint = await endpointFor(async ({ role, step }) => {
    if (role === 'planner') return finalJson(plannerOutput({ done_flag: true, tasks: [workItem('sum')] }));
    if (role === 'tester') return testerAnswer;
    if (step > 1) return finalJson(coderOutput({ completed_task_ids: ['sum'] }));
    waiting.resolve();
    return answer.promise;
  });
  const call = (...args: string[]) => ({ args, folder, home });
  const child = startProgram(
    call(
      'run',
      '--task',
      'Mend the sum.',
      '--verify',
      'sh check.sh',
      '--sandbox',
      'off',
      '--base-url',
      endpoint.baseUrl,
    ),
  );
  onTestFinished(() => void child.kill('SIGKILL'));
  const ended = endOfProgram(child);
  await waiting.promise;
  const [runId = ''] = (
    await runProgram(call('runs', '--json')).then(({ stdout }) => JSON.parse(stdout))
  ).map((run: { run_id: string }) => run.run_id);
  const goOn = () => answer.resolve(toolCalls([{ name: 'apply_patch', args: { patch: sumFix } }]));
  const never = () => answer.resolve(hang());
  return { call, child, ended, runId, log: logPathOf(home, runId), goOn, never };
}

test('stop ends a running run as Ctrl-C would; once more there is nothing to stop', async () => {
  const run = await startWaitingRun();
  run.never();
  const stopped = await runProgram(run.call('stop', 'latest'));
  expect(stopped).toMatchObject({ exitCode: 0, stderr: '' });
  expect(stopped.stdout).toBe(
    `asked process ${run.child.pid} to stop run ${run.runId}\n` +
      `stopped: interrupted\ngo on from here: proofloop resume ${run.runId}\n`,
  );
  expect((await run.ended).exitCode).toBe(130);

  const again = await runProgram(run.call('stop', 'latest'));
  expect(again).toMatchObject({ exitCode: 2, stdout: '' });
  expect(again.stderr).toContain(`run ${run.runId} is not running (stopped: interrupted)`);
});

test('stop reaches no other process when the run was killed', async () => {
  const run = await startWaitingRun();
  run.child.kill('SIGKILL');
  await run.ended;
  const stopped = await runProgram(run.call('stop', 'latest'));
  expect(stopped.exitCode).toBe(2);
  expect(stopped.stderr).toContain('is not running (coding: iteration 1 of 8)');
});

test('watch --json prints every line of the log, those before it and those after', async () => {
  const run = await startWaitingRun();
  const watch = startProgram(run.call('watch', 'latest', '--json'));
  const watched = endOfProgram(watch);
  if (watch.stdout) await once(watch.stdout, 'data');
  run.goOn();
  expect((await run.ended).exitCode).toBe(0);
  expect(await watched).toEqual({ exitCode: 0, stderr: '', stdout: await readFile(run.log, 'utf8') });
});

test('watch shows shortly what has been, then what comes, then the summary', async () => {
  const run = await startWaitingRun();
  const watch = startProgram(run.call('watch', 'latest'));
  const watched = endOfProgram(watch);
  if (watch.stdout) await once(watch.stdout, 'data');
  run.goOn();
  await run.ended;
  const { exitCode, stdout } = await watched;
  expect(exitCode).toBe(0);
  const lines = stdout.split('\n');
  expect(lines[0]).toContain(`run ${run.runId} in `);
  expect(lines.filter((line) => line === 'iteration 1 of 8')).toHaveLength(1);
  expect(lines.filter((line) => line.includes('patch: sum.sh'))).toHaveLength(1);
  expect(lines.filter((line) => line === 'completed: all gates met')).toHaveLength(1);

  const later = await runProgram(run.call('watch', 'latest'));
  expect(later.exitCode).toBe(0);
  expect(later.stdout).toContain('iteration 1 finished after');
});

test('Ctrl-C ends the watching and leaves the run alone', async () => {
  const run = await startWaitingRun();
  const watch = startProgram(run.call('watch', 'latest'));
  const watched = endOfProgram(watch);
  if (watch.stdout) await once(watch.stdout, 'data');
  watch.kill('SIGINT');
  expect(await watched).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('the run goes on') });
  run.goOn();
  expect((await run.ended).exitCode).toBe(0);
});

test('a watch whose reader leaves ends, although the run goes on', async () => {
  const run = await startWaitingRun(hang());
  const watch = startProgram(run.call('watch', 'latest'));
  if (watch.stdout) await once(watch.stdout, 'data');
  watch.stdout?.destroy();
  run.goOn();
  expect(await once(watch, 'exit')).toEqual([0, null]);
  expect(run.child.exitCode).toBeNull();
  run.child.kill('SIGKILL');
  await run.ended;
});

test('watch of a run that was killed ends and says how to go on', async () => {
  const run = await startWaitingRun();
  run.child.kill('SIGKILL');
  await run.ended;
  const watched = await runProgram(run.call('watch', 'latest'));
  expect(watched.exitCode).toBe(0);
  expect(watched.stdout).toContain(
    `no process works on this run; go on with it: proofloop resume ${run.runId}`,
  );
});

test('runs and show tell a run that is worked on from one that was killed', async () => {
  const run = await startWaitingRun();
  const listed = async () => {
    const { stdout } = await runProgram(run.call('runs', '--json'));
    return JSON.parse(stdout)[0].running;
  };
  const live = await runProgram(run.call('show', 'latest'));
  expect(live.stdout).toContain(`coding: iteration 1 of 8; process ${run.child.pid} works on it\n`);
  expect(live.stdout).toContain(`proofloop watch ${run.runId}`);
  expect(live.stdout).not.toContain('resume');
  expect(await listed()).toBe(true);

  run.child.kill('SIGKILL');
  await run.ended;
  const dead = await runProgram(run.call('show', 'latest'));
  expect(dead.stdout).toContain('coding: iteration 1 of 8; no process works on it any more\n');
  expect(dead.stdout).toContain(`proofloop resume ${run.runId}`);
  expect((await runProgram(run.call('runs'))).stdout).toContain('left while coding');
  expect(await listed()).toBe(false);
  const report = JSON.parse((await runProgram(run.call('show', 'latest', '--json'))).stdout);
  expect(report).toMatchObject({ running: false, writer: null, phase: 'coding' });
});
