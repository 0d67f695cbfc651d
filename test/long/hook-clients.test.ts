import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { beforeAll, describe, expect, test } from 'vitest';
import { type ClientStep, clientApis, clientEndpoint, inOrder } from '../support/client-endpoint.ts';
import { programPath } from '../support/program.ts';
import { repositoryWith, sumProject, temporaryFolder } from '../support/run-fixture.ts';

/** The real clients, each with a binary of some hundred megabytes: fetched by this test alone, into a folder of its own. */
const clients = resolve(import.meta.dirname, '../../node_modules/.cache/hook-clients');
const packages = ['@anthropic-ai/claude-code@2', '@openai/codex@0'];

beforeAll(() => {
  if (existsSync(join(clients, 'node_modules/.bin/codex'))) return;
  mkdirSync(clients, { recursive: true });
  const npm = (...args: string[]) => execFileSync('npm', args, { cwd: clients, stdio: 'inherit' });
  npm('install', '--prefix', clients, '--no-audit', '--no-fund', '--ignore-scripts', ...packages);
  // It only puts the binary that came along to its place.
  execFileSync('node', [join(clients, 'node_modules/@anthropic-ai/claude-code/install.cjs')], {
    stdio: 'inherit',
  });
});

const lie: ClientStep[] = [{ shell: "echo 'echo 7' > sum.sh" }, { say: 'All done, all tests pass.' }];
const mend: ClientStep[] = [{ shell: "echo 'echo $(($1 + $2))' > sum.sh" }, { say: 'Really done.' }];

const hookCommand = (agent: string) => `${process.execPath} ${programPath} hook ${agent} --sandbox off`;
const hooksOf = (agent: string) => {
  const hooks = [{ hooks: [{ type: 'command', command: hookCommand(agent), timeout: 600 }] }];
  return JSON.stringify({ hooks: { SessionStart: hooks, Stop: hooks } });
};

interface Session {
  asked: readonly string[];
  exitCode: number | null;
  sum: string;
}

const players = {
  async claude(steps: readonly ClientStep[]): Promise<Session> {
    const { asked, port } = await clientEndpoint(clientApis.claude, inOrder(steps));
    return play(asked, (home) => {
      const settings = join(home, 'settings.json');
      writeFileSync(settings, hooksOf('claude'));
      return {
        args: ['claude', '-p', 'Mend sum.sh', '--settings', settings, '--dangerously-skip-permissions'],
        variables: {
          IS_SANDBOX: '1',
          ANTHROPIC_BASE_URL: `http://127.0.0.1:${port}`,
          ANTHROPIC_API_KEY: 'sk-scripted',
          CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
        },
      };
    });
  },
  async codex(steps: readonly ClientStep[]): Promise<Session> {
    const { asked, port } = await clientEndpoint(clientApis.codex, inOrder(steps));
    return play(asked, (home) => {
      const provider = `[model_providers.scripted]\nname = "scripted"\nbase_url = "http://127.0.0.1:${port}/v1"\nwire_api = "responses"\n`;
      writeFileSync(
        join(home, 'config.toml'),
        `model = "scripted"\nmodel_provider = "scripted"\n${provider}`,
      );
      writeFileSync(join(home, 'hooks.json'), hooksOf('codex'));
      return {
        args: [
          'codex',
          'exec',
          '--dangerously-bypass-hook-trust',
          '--dangerously-bypass-approvals-and-sandbox',
          'Mend sum.sh',
        ],
        variables: { CODEX_HOME: home },
      };
    });
  },
};

async function play(
  asked: readonly string[],
  prepare: (home: string) => { args: string[]; variables: Record<string, string> },
): Promise<Session> {
  const folder = await repositoryWith({
    ...sumProject,
    'proofloop.config.json': '{ "verify": ["sh check.sh"] }\n',
  });
  const home = await temporaryFolder();
  const { args, variables } = prepare(home);
  const [name = '', ...rest] = args;
  const child = spawn(join(clients, 'node_modules/.bin', name), rest, {
    cwd: folder,
    env: {
      PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
      HOME: home,
      PROOFLOOP_HOME: join(home, 'proofloop'),
      ...variables,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = Promise.all([text(child.stdout), text(child.stderr)]);
  const [exitCode] = (await once(child, 'close')) as [number | null];
  await said;
  return { asked, exitCode, sum: readFileSync(join(folder, 'sum.sh'), 'utf8') };
}

const refusal = 'proofloop has measured the files as they are now';

describe.each(['claude', 'codex'] as const)('the real client %s', (agent) => {
  test('is refused a lying turn with the reasons, and is let go once the work holds', async () => {
    const { asked, exitCode, sum } = await players[agent]([...lie, ...mend]);
    expect(exitCode).toBe(0);
    expect(asked).toHaveLength(4);
    expect(asked[1]).not.toContain(refusal);
    expect(asked[2]).toContain(refusal);
    expect(asked[2]).toContain('on a fresh checkout exited with 1');
    expect(sum).toBe('echo $(($1 + $2))\n');
  });

  test('that never mends its work is let go after three refusals', async () => {
    const { asked, exitCode } = await players[agent](lie);
    expect(exitCode).toBe(0);
    // The command, its end, and one more answer to each refusal.
    expect(asked.map((body) => body.includes(refusal))).toEqual([false, false, true, true, true]);
  });
});
