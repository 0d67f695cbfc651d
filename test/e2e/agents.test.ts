import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import {
  agentLogin,
  coderDone,
  contentAgent,
  contentModels,
  scriptedAgent,
  userWithAgent,
} from '../support/agent-run.ts';
import { payloadsOf, runProgram } from '../support/program.ts';
import { git, playScript, repositoryWith, sumProject } from '../support/run-fixture.ts';

const mend = { shell: "echo 'echo $(($1 + $2))' > sum.sh; cat ~/.mine/login.json ~/.mine/notes" };

test('an agent mends a bug as the coder, in the sandbox', async () => {
  const repository = await repositoryWith(sumProject);
  const agent = await scriptedAgent({ coder: [[[{ say: 'I look.' }, mend, coderDone]]] });
  const environment = { HOME: await userWithAgent(agent) };
  const args = ['--task', 'Mend the sum.', '--verify', 'sh check.sh', '--sandbox', 'auto'];
  const run = await playScript(repository, contentModels(), [...args, '--coder-agent', 'mine'], environment);
  expect(run.exitCode, run.stderr).toBe(0);
  expect(run.names.filter((name) => name.startsWith('agent_'))).toEqual([
    'agent_request',
    'agent_update',
    'agent_update',
    'agent_update',
    'agent_result',
  ]);
  expect(payloadsOf(run.events, 'agent_result')).toMatchObject([
    { role: 'coder', stop_reason: 'end_turn', failure: null, steps: 1, program: { name: 'scripted' } },
  ]);
  expect(run.summary).toMatchObject({
    phase: 'completed',
    evidence: { verdict: 'verified' },
    usage: { cost_usd: null },
  });
  expect(git(repository, 'show', `${run.summary.branch}:sum.sh`)).toBe('echo $(($1 + $2))');

  // What it has read of its login is in no event; the control, which is no login, is.
  const recorded = JSON.stringify(run.events);
  expect(recorded).not.toContain(agentLogin);
  expect(recorded).toContain('no-Login-0987654321');

  const again = { folder: repository, home: run.home, environment };
  const executed = await runProgram({ ...again, args: ['replay', run.summary.run_id, '--execute'] });
  expect(executed.exitCode, executed.stderr).toBe(0);
  expect(executed.stdout).toContain('taken as recorded: the files that 1 call of agents left');
});

describe("a token of an agent's login", () => {
  const task = ['--task', 'Mend it.', '--verify', 'true', '--sandbox', 'auto', '--max-iterations', '1'];
  const refreshed = 'new-Login-1234567890';

  /** A run whose agent has this in what would be delivered. */
  async function leaking(command: string) {
    const repository = await repositoryWith(sumProject);
    const agent = await scriptedAgent({ coder: [[[{ shell: command }, coderDone]]] });
    const environment = { HOME: await userWithAgent(agent) };
    const run = await playScript(
      repository,
      contentModels(),
      [...task, '--coder-agent', 'mine'],
      environment,
    );
    const subjects = () =>
      execFileSync('git', ['log', '--all', '--format=%s'], { cwd: repository, encoding: 'utf8' });
    return { run, repository, subjects };
  }

  test.each([
    ['that it was given', 'cat ~/.mine/login.json > leak.txt'],
    [
      'that it has refreshed',
      `echo '{"token":"${refreshed}"}' > ~/.mine/login.json; cp ~/.mine/login.json leak.txt`,
    ],
  ])('is not delivered: one %s', async (_which, command) => {
    const { run, subjects } = await leaking(command);
    expect(run.exitCode, run.stderr).toBe(3);
    expect(run.summary).toMatchObject({ phase: 'stopped', branch: null });
    expect(payloadsOf(run.events, 'iteration_failed')[0]?.error).toContain(
      'a secret of the environment or of a login stands in leak.txt',
    );
    expect(subjects()).toBe('first\n');
  });

  test('and the control: what is no token is delivered', async () => {
    const { run, repository } = await leaking('cat ~/.mine/notes > leak.txt');
    expect(run.summary).toMatchObject({ phase: 'completed', artifacts: ['leak.txt'] });
    expect(git(repository, 'show', `${run.summary.branch}:leak.txt`)).toBe('no-Login-0987654321');
  });
});

test('--max-cost ends a run by what its agents tell, before the next one is called', async () => {
  const cost = (usd: number) => [{ cost: usd }];
  const deeds = { ...contentAgent, coder: [[[mend, ...cost(0.4), coderDone]]] };
  const agent = await scriptedAgent({
    ...deeds,
    planner: [[[...cost(0.4), ...(deeds.planner[0]?.[0] ?? [])]]],
  });
  const play = async (limit: string) => {
    const args = [
      '--task',
      'Mend the sum.',
      '--verify',
      'sh check.sh',
      '--max-cost',
      limit,
      '--max-time',
      '1h',
    ];
    const run = await playScript(await repositoryWith(sumProject), contentModels(), [
      ...args,
      '--agent',
      agent,
    ]);
    return { run, roles: payloadsOf(run.events, 'agent_result').map(({ role }) => role) };
  };
  const { run, roles } = await play('0.7');
  expect(run.exitCode, run.stderr).toBe(3);
  expect(run.summary.stop_reason).toBe('cost_budget_exhausted');
  expect(roles).toEqual(['planner', 'coder']);
  // Control: with more money the tester is called too.
  expect((await play('2')).roles).toEqual(['planner', 'coder', 'tester']);
});
