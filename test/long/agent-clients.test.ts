import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Summary } from '../../src/core/summary-schema.ts';
import { contentModels, sumItem } from '../support/agent-run.ts';
import { type ClientStep, clientApis, clientEndpoint } from '../support/client-endpoint.ts';
import { eventsOf, payloadsOf, runProgram } from '../support/program.ts';
import { coderOutput, plannerOutput, testerOutput } from '../support/role-outputs.ts';
import {
  endpointFor,
  git,
  repositoryWith,
  runArguments,
  sumProject,
  temporaryFolder,
} from '../support/run-fixture.ts';

/** The real agents, with binaries of some hundred megabytes: fetched by this test alone, into a folder of its own. */
const clients = resolve(import.meta.dirname, '../../node_modules/.cache/agent-clients');
const packages = ['@zed-industries/claude-agent-acp@0.23.1', '@zed-industries/codex-acp@0.16.0'];
const bin = join(clients, 'node_modules/.bin');

beforeAll(() => {
  if (existsSync(join(bin, 'codex-acp'))) return;
  mkdirSync(clients, { recursive: true });
  const args = ['install', '--prefix', clients, '--no-audit', '--no-fund', '--ignore-scripts', ...packages];
  execFileSync('npm', args, { cwd: clients, stdio: 'inherit' });
});

const outputs = {
  planner: plannerOutput({ done_flag: true, tasks: [sumItem] }),
  coder: coderOutput({ completed_task_ids: ['sum'] }),
  tester: testerOutput(),
};

/** The model behind an agent: the coder runs one command, and all roles say that everything is well. */
const modelThat =
  (command: string) =>
  (_asked: number, body: string): ClientStep => {
    const role = /You are the (planner|coder|tester) of/.exec(body)?.[1] as keyof typeof outputs;
    const hasRun = /"(tool_result|function_call_output)"/.test(body);
    return role === 'coder' && !hasRun ? { shell: command } : { say: JSON.stringify(outputs[role]) };
  };

/** What the user's configuration says of each, so that its model is the scripted one at this port. */
const configured = {
  claude: (port: number) => ({
    agent: {
      command: join(bin, 'claude-agent-acp'),
      environment: ['ANTHROPIC_API_KEY', 'ANTHROPIC_BASE_URL'],
    },
    variables: { ANTHROPIC_API_KEY: 'sk-scripted', ANTHROPIC_BASE_URL: `http://127.0.0.1:${port}` },
  }),
  codex: (port: number) => {
    const provider = `model_providers.scripted={name="scripted",base_url="http://127.0.0.1:${port}/v1",wire_api="responses"}`;
    const settings = ['sandbox_mode="danger-full-access"', 'approval_policy="never"', 'model="scripted"'];
    const given = [...settings, 'model_provider="scripted"', provider].map((text) => `-c '${text}'`);
    return { agent: { command: `${join(bin, 'codex-acp')} ${given.join(' ')}` }, variables: {} };
  },
};

type Client = keyof typeof configured;

async function play(client: Client, command: string, args: readonly string[]) {
  const { asked, port } = await clientEndpoint(clientApis[client], modelThat(command));
  const { agent, variables } = configured[client](port);
  const repository = await repositoryWith(sumProject);
  const home = await temporaryFolder();
  mkdirSync(join(home, '.config/proofloop'), { recursive: true });
  const agents = { [client]: { ...agent, loopback: [port] } };
  writeFileSync(join(home, '.config/proofloop/config.json'), JSON.stringify({ agents }));
  const models = await endpointFor(contentModels());
  const own = ['--json', '--sandbox', 'auto', '--task', 'Mend the sum.', '--verify', 'sh check.sh', ...args];
  const { stdout, stderr, exitCode } = await runProgram({
    args: runArguments(repository, models.baseUrl, own),
    folder: repository,
    home,
    environment: variables,
  });
  const events = eventsOf(stdout);
  const said = `${stderr}\n${JSON.stringify(payloadsOf(events, 'agent_result'), null, 1)}`;
  return { asked, repository, events, exitCode, said, summary: events.at(-1)?.payload as Summary };
}

const mend = "echo 'echo $(($1 + $2))' > sum.sh";

describe.each(['claude', 'codex'] as const)('the real agent %s', (client) => {
  test('mends a bug in all three roles', async () => {
    const { repository, events, exitCode, summary, said } = await play(client, mend, ['--agent', client]);
    expect(exitCode, said).toBe(0);
    expect(summary.evidence.verdict).toBe('verified');
    expect(git(repository, 'show', `${summary.branch}:sum.sh`)).toBe('echo $(($1 + $2))');
    expect(
      payloadsOf(events, 'agent_result').map(({ role, stop_reason }) => `${role} ${stop_reason}`),
    ).toEqual(['planner end_turn', 'coder end_turn', 'tester end_turn']);
    expect(payloadsOf(events, 'model_request')).toEqual([]);
  });

  test('mends a bug as the coder, beside models', async () => {
    const { exitCode, said } = await play(client, mend, ['--coder-agent', client]);
    expect(exitCode, said).toBe(0);
  });

  test('is refused where its work does not hold, whatever it says', async () => {
    const args = ['--coder-agent', client, '--max-iterations', '1'];
    const { exitCode, summary, said } = await play(client, "echo 'echo 7' > sum.sh", args);
    expect(exitCode, said).toBe(3);
    expect(summary).toMatchObject({ tests_passed: false, evidence: { verdict: 'refused' } });
  });
});
