import { expect, test } from 'vitest';
import { runProgram } from '../support/program.ts';
import { coderOutput, plannerOutput, testerOutput, workItem } from '../support/role-outputs.ts';
import { endpointFor, repositoryWith, sumFix, sumProject, temporaryFolder } from '../support/run-fixture.ts';
import { finalJson, toolCalls } from '../support/scripted-answers.ts';
import { answers } from '../support/scripted-endpoint.ts';

/** A run that completes in its second iteration, with a command whose output is long. */
async function playedRun() {
  const [folder, home] = [await repositoryWith(sumProject), await temporaryFolder()];
  const notes = 'Look at sum.sh.\nThe sign is wrong.';
  const plan = () =>
    finalJson(plannerOutput({ summary: 'One file.', done_flag: true, tasks: [workItem('sum', { notes })] }));
  const endpoint = await endpointFor(
    answers({
      planner: [plan(), plan()],
      coder: [
        toolCalls([{ name: 'shell', args: { command: 'seq 1 20 | sed "s/^/row /"', timeout_ms: null } }]),
        finalJson(coderOutput({ summary: 'Looked.', notes: 'Not mended yet.' })),
        toolCalls([{ name: 'apply_patch', args: { patch: sumFix } }]),
        finalJson(coderOutput({ summary: 'Mended.', completed_task_ids: ['sum'] })),
      ],
      tester: [
        finalJson(testerOutput({ tests_passed: false, failures: ['2 + 3 is not 5'] })),
        finalJson(testerOutput({ summary: 'It adds.' })),
      ],
    }),
  );
  const call = (args: readonly string[], more: { prefix?: readonly string[]; pager?: string } = {}) => {
    const { prefix = [], pager } = more;
    const environment: Record<string, string> = pager === undefined ? {} : { PAGER: pager };
    return runProgram({ args, folder, home, prefix, environment });
  };
  const run = await call([
    ...['run', '--task', 'Mend the sum.', '--verify', 'sh check.sh', '--sandbox', 'off'],
    ...['--base-url', endpoint.baseUrl],
  ]);
  expect(run.exitCode).toBe(0);
  return call;
}

/** Starts a program on a terminal of its own. */
const onTerminal = ['python3', '-c', 'import pty, sys; pty.spawn(sys.argv[1:])'];

test('log tells what was said and done; a role, an iteration and the whole output can be asked for', async () => {
  const call = await playedRun();
  const all = await call(['log', 'latest']);
  expect(all).toMatchObject({ exitCode: 0, stderr: '' });
  expect(all.stdout).toContain('  planner   One file.\n');
  expect(all.stdout).toContain('              The sign is wrong.\n');
  expect(all.stdout).toContain('  coder     Looked.\n            Not mended yet.\n');
  expect(all.stdout).toContain('  tester    says failed: ');
  expect(all.stdout).toContain('            - 2 + 3 is not 5\n');
  expect(all.stdout).toContain('patch: sum.sh (+1 -1)\n');
  expect(all.stdout).toContain('completed: all gates met\n');
  expect(all.stdout).not.toContain('row 11');

  const coder = await call(['log', 'latest', '--role', 'coder', '--iteration', '1', '--output']);
  expect(coder.stdout).toContain('row 11\n');
  expect(coder.stdout).toContain('exit code 0 after');
  expect(coder.stdout).not.toContain('planner');
  expect(coder.stdout).not.toContain('Mended.');
  const patch = await call(['log', 'latest', '--iteration', '2', '--output']);
  expect(patch.stdout).toContain('*** Update File: sum.sh\n');
  expect(patch.stdout).not.toContain('Looked.');
});

test('log refuses what the run does not have', async () => {
  const call = await playedRun();
  for (const [args, words] of [
    [['--role', 'boss'], '--role must be planner, coder or tester, not "boss"'],
    [['--iteration', '3'], '--iteration must be a number from 1 to 2, not "3"'],
  ] as const) {
    const refused = await call(['log', 'latest', ...args]);
    expect(refused).toEqual({ exitCode: 2, stdout: '', stderr: `error: ${words}\n` });
  }
});

test('on a terminal log goes through the pager; elsewhere, and where the pager is missing, it is printed', async () => {
  const call = await playedRun();
  const pager = 'sed s/^/paged:/';
  const paged = await call(['log', 'latest'], { prefix: onTerminal, pager });
  expect(paged.stdout).toContain('paged:  coder     Looked.');
  const piped = await call(['log', 'latest'], { pager });
  expect(piped.stdout).not.toContain('paged:');
  const missing = await call(['log', 'latest'], { prefix: onTerminal, pager: 'no-such-pager' });
  expect(missing.stdout).toContain('  coder     Looked.');
});
