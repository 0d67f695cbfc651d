import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { payloadsOf, runProgram } from '../support/program.ts';
import { coderOutput, plannerOutput, testerOutput, workItem } from '../support/role-outputs.ts';
import {
  endpointFor,
  fingerprintOf,
  playScript,
  repositoryWith,
  runArguments,
  sumFix,
  sumProject,
  temporaryFolder,
} from '../support/run-fixture.ts';
import { finalJson } from '../support/scripted-answers.ts';
import { stepwise } from '../support/stepwise-script.ts';
import { patch } from '../support/tool-answers.ts';

const mending = (change = sumFix) =>
  stepwise({
    planner: [[finalJson(plannerOutput({ done_flag: true, tasks: [workItem('sum')] }))]],
    coder: [[patch(change), finalJson(coderOutput({ completed_task_ids: ['sum'] }))]],
    tester: [[finalJson(testerOutput())]],
  });

/** Calls `run`, and checks that repository and home stay as they were and that no model was asked. */
async function callWithoutTrace(...args: string[]) {
  const [folder, home] = [await repositoryWith(sumProject), await temporaryFolder()];
  const endpoint = await endpointFor(mending());
  const before = fingerprintOf(folder);
  const words = runArguments(folder, endpoint.baseUrl, ['--task', 'Mend.', ...args]);
  const result = await runProgram({ args: words, folder, home });
  expect(endpoint.requests).toEqual([]);
  expect(fingerprintOf(folder, /^\.git\/objects/)).toEqual(
    new Map([...before].filter(([path]) => !path.startsWith('.git/objects'))),
  );
  const left = readdirSync(home).filter((name) => name === 'runs');
  expect(left).toEqual([]);
  return result;
}

describe('what no change of the files can mend starts nothing', () => {
  test.each([
    [
      'a program that is missing',
      ['--verify', 'no-such-tool --all'],
      'the program no-such-tool was not found',
    ],
    [
      'one that is missing in the sandbox',
      ['--sandbox', 'auto', '--verify', 'no-such-tool --all'],
      'the program no-such-tool was not found where commands run',
    ],
    ['a command that npm does not have', ['--verify', 'npm tset'], 'Unknown command: "tset"'],
    [
      'a setup that fails',
      ['--verify', 'sh check.sh', '--setup', 'echo no lock file; exit 7'],
      'exited with 7 on the base; nothing was started. Its last lines:\n  no lock file\n',
    ],
  ])('%s', async (_what, args, words) => {
    const { exitCode, stdout, stderr } = await callWithoutTrace(...args);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toContain(words);
    expect(stderr).toContain('nothing was started');
  });

  test('sealed checks that are not there', async () => {
    const sealed = await temporaryFolder();
    const args = ['--verify', 'sh check.sh', '--sealed', sealed, '--sealed-verify', 'sh checks/run.sh'];
    const { exitCode, stderr } = await callWithoutTrace(...args);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(`there is no checks/run.sh in ${sealed}`);
  });
});

describe('what may be the task itself is said, and the run goes on', () => {
  const script =
    '*** Begin Patch\n*** Add File: new.sh\n+sh check.sh\n*** Update File: sum.sh\n@@\n-echo $(($1 - $2))\n+echo $(($1 + $2))\n*** End Patch';

  test('a script that is missing', async () => {
    const args = ['--task', 'Write new.sh.', '--verify', 'sh new.sh'];
    const run = await playScript(await repositoryWith(sumProject), mending(script), args);
    expect(run.exitCode).toBe(0);
    expect(run.stderr).toContain('warning: the verify command "sh new.sh" names new.sh, which is not in the');
    const opening = JSON.stringify(run.endpoint.requests[0]?.body.input);
    expect(opening).toContain('names new.sh, which is not in the repository');
  });

  test('steps of the tests that need the network, for the planner too, where a sandbox has none', async () => {
    const manifest = {
      scripts: { test: 'sh check.sh && npm run deps', deps: 'npx --yes better-npm-audit audit' },
    };
    const files = { ...sumProject, 'package.json': JSON.stringify(manifest) };
    // What mends nothing fails before npx is reached, which waits long for a network that is not there.
    const idle = () => mending('*** Begin Patch\n*** Add File: notes.txt\n+x\n*** End Patch\n');
    const call = async (...more: string[]) =>
      playScript(await repositoryWith(files), idle(), ['--task', 'x', '--max-iterations', '1', ...more]);
    const run = await call('--sandbox', 'auto');
    expect(run.stderr).toContain('runs "npx --yes better-npm-audit audit", which needs the network');
    expect(JSON.stringify(run.endpoint.requests[0]?.body.input)).toContain('which needs the network');
    expect((await call()).stderr).not.toContain('needs the network');
  });

  test('a protected file that the task itself names is said, with how to allow its change', async () => {
    const files = { ...sumProject, 'test/sum.test.sh': 'true\n' };
    const task = [
      '--task',
      'Change ./test/sum.test.sh, and not test/other.test.sh.',
      '--verify',
      'sh check.sh',
    ];
    const call = async (...more: string[]) =>
      (await playScript(await repositoryWith(files), mending(), [...task, ...more])).events;
    const [started] = payloadsOf(await call(), 'loop_started');
    expect(started?.notices).toEqual([
      expect.stringMatching(/^the task names test\/sum\.test\.sh, .*--allow-changes test\/sum\.test\.sh$/),
    ]);
    const [allowed] = payloadsOf(await call('--allow-changes', 'test/**'), 'loop_started');
    expect(allowed?.notices).toEqual([]);
  });

  test.each(['./missing.sh', 'npm run missing', 'true && no-such-tool', 'no-such-tool || sh check.sh'])(
    'a command that can not be told to fail for ever: %s',
    async (command) => {
      const args = ['--task', 'x', '--max-iterations', '1', '--verify', command];
      const run = await playScript(await repositoryWith(sumProject), mending(), args);
      expect(run.endpoint.requests.length).toBeGreaterThan(0);
    },
  );
});

test('--dry-run checks all that, says the most that the run can cost, and starts nothing', async () => {
  const good = await callWithoutTrace('--dry-run', '--verify', 'sh check.sh', '--max-cost', '3');
  expect(good).toMatchObject({ exitCode: 0, stderr: '' });
  expect(good.stdout).toMatch(/^nothing stands in the way of this run; it was not started/);
  expect(good.stdout).toContain('at most it costs $3.00, or 5,000,000 tokens, or 4h');
  const bad = await callWithoutTrace('--dry-run', '--verify', 'no-such-tool');
  expect(bad).toMatchObject({ exitCode: 2, stdout: '' });
});

test('a price that is not known is a warning where no limit was asked for', async () => {
  const unknown = await callWithoutTrace('--dry-run', '--verify', 'sh check.sh', '--model', 'own');
  expect(unknown.exitCode).toBe(0);
  expect(unknown.stderr).toContain(
    'warning: the price of own is not known, so the run has no limit in money',
  );
  const asked = await callWithoutTrace(
    '--dry-run',
    '--verify',
    'sh check.sh',
    '--model',
    'own',
    '--max-cost',
    '0',
  );
  expect(asked.stderr).toBe('');
});

test('the setup of the base runs once, before the first request, and stands in the log', async () => {
  const repository = await repositoryWith({ ...sumProject, '.gitignore': 'node_modules\n' });
  const counted = await temporaryFolder();
  const setup = `echo run >> ${counted}/runs && mkdir node_modules && echo here > node_modules/tool.txt`;
  const args = ['--task', 'Mend.', '--verify', 'sh check.sh && cat node_modules/tool.txt', '--setup', setup];
  const run = await playScript(repository, mending(), args);
  expect(run.exitCode).toBe(0);
  expect(payloadsOf(run.events, 'setup_result')).toMatchObject([
    { cached: false, folders: ['node_modules'] },
  ]);
  expect(run.stderr).toContain('setup of the base: echo run');
});

test('a variable that is a slip for a setting starts nothing; another unknown one is a warning', async () => {
  const [folder, home] = [await repositoryWith(sumProject), await temporaryFolder()];
  const endpoint = await endpointFor(mending());
  const args = runArguments(folder, endpoint.baseUrl, ['--task', 'Mend.', '--verify', 'sh check.sh']);
  const slip = await runProgram({ args, folder, home, environment: { PROOFLOOP_MAX_COSTS: '1' } });
  expect(slip).toMatchObject({ exitCode: 2, stdout: '' });
  expect(slip.stderr).toContain('PROOFLOOP_MAX_COST is one');
  expect(endpoint.requests).toEqual([]);
  const other = { PROOFLOOP_COLOUR: 'blue', PROOFLOOP_DATABASE_URL: 'postgres://localhost/runs' };
  const run = await runProgram({ args, folder, home, environment: other });
  expect(run.exitCode).toBe(0);
  expect(run.stderr).toContain('warning: PROOFLOOP_COLOUR is no setting of proofloop');
  expect(run.stderr).not.toContain('DATABASE_URL');
});
