import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { makeAgentHome } from '../../src/agent/agent-home.ts';
import { type AgentSpec, agentSpec, type ConfiguredAgent } from '../../src/core/agent/agent-spec.ts';
import { containAgent } from '../../src/sandbox/contain/contain-agent.ts';
import { type HeldNetwork, unprivilegedUser } from '../../src/sandbox/contain/containment.ts';
import { findPublicNetwork } from '../../src/sandbox/find-public-network.ts';
import { contentModels, scriptedAgent, userWithAgent } from '../support/agent-run.ts';
import {
  attack,
  isRoot,
  makeScene,
  openToCommands,
  processesNaming,
  programs,
  type Scene,
  uncontained,
  until,
  workspace,
} from '../support/attack.ts';
import { startListener } from '../support/listener.ts';
import { runProgram, startProgram } from '../support/program.ts';
import {
  endpointFor,
  repositoryWith,
  runArguments,
  sumProject,
  temporaryFolder,
} from '../support/run-fixture.ts';

let network: HeldNetwork['programs'];
beforeAll(async () => {
  const found = await findPublicNetwork();
  if (!found.works) throw new Error(found.reason);
  network = found.programs;
});

interface AgentScene extends Scene {
  agent: AgentSpec;
  /** The home that it is given, as it lies on this machine. */
  homeFolder: string;
  /** What nobody may see: the run's folder, with its log. */
  runHome: string;
}

/** An agent in its containment, whose user has logins, keys and other runs beside what it is given. */
async function agentScene(configured: ConfiguredAgent = {}, mounts: string[] = []): Promise<AgentScene> {
  const scene = await makeScene();
  const { userHome } = scene;
  const runHome = join(scene.folder, 'proofloop', 'runs', 'r1');
  const files = {
    [join(userHome, '.ssh/id')]: 'private-key',
    [join(userHome, '.agent/login.json')]: '{"token":"own-login"}',
    [join(userHome, '.other/login.json')]: '{"token":"other-login"}',
    [join(runHome, 'loop.jsonl')]: 'the-log',
    [join(runHome, 'repository.git/config')]: 'the-git-folder',
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, text);
  }
  const agent = agentSpec('mine', { mine: { command: 'my-agent', folders: ['.agent'], ...configured } });
  const user = isRoot ? unprivilegedUser : null;
  const home = await makeAgentHome({ userHome, folder: join(runHome, 'agent'), user }, agent);
  const endpoints = agent.loopback.map((port) => ({ host: '127.0.0.1', port }));
  const containment = containAgent(
    {
      workspace,
      hidden: [join(scene.folder, 'proofloop')],
      mounts,
      publicNetwork: { programs: network, endpoints },
      userHome,
      environment: { PATH: process.env.PATH, MY_AGENT_KEY: 'named', OTHER_KEY: 'not-named' },
      programs,
    },
    { agent, homeFolder: home.path },
  );
  return { ...scene, containment, agent, homeFolder: home.path, runHome };
}

const reading = (paths: readonly string[]) => paths.map((path) => `cat '${path}'`).join('; ');

describe('an agent', () => {
  test("sees of the user's home the named copies alone, and no run, log or git folder", async () => {
    const scene = await agentScene();
    const { userHome, runHome } = scene;
    const secrets = [
      join(userHome, '.ssh/id'),
      join(userHome, '.other/login.json'),
      join(runHome, 'loop.jsonl'),
      join(runHome, 'repository.git/config'),
    ];
    const { output } = await attack(scene, `${reading(secrets)}; cat ~/.agent/login.json`);
    for (const word of ['private-key', 'other-login', 'the-log', 'the-git-folder']) {
      expect(output).not.toContain(word);
    }
    expect(output).toContain('own-login');
    // Control: as the user, all of it is there.
    expect((await uncontained(scene, reading(secrets))).output).toBe(
      'private-key{"token":"other-login"}the-logthe-git-folder',
    );
  });

  test('gets the variables that are named for it, and no others', async () => {
    const environment = ['MY_AGENT_KEY'];
    const command = 'echo "$MY_AGENT_KEY|$OTHER_KEY"';
    expect((await attack(await agentScene({ environment }), command)).output).toBe('named|\n');
    // Control: a name more is a variable more.
    const more = await agentScene({ environment: [...environment, 'OTHER_KEY'] });
    expect((await attack(more, command)).output).toBe('named|not-named\n');
  });

  test('writes to its view and its own home, and nowhere else', async () => {
    const scene = await agentScene();
    await openToCommands(scene.view.root);
    const outside = join(scene.folder, 'outside');
    mkdirSync(outside, { mode: 0o777 });
    await openToCommands(outside);
    const write = `echo x > in-view; echo x > ~/in-home; echo x > '${outside}/file'; echo x > /usr/proofloop-attack`;
    const { output } = await attack(scene, write);
    expect(output).toMatch(/outside\/file.*\n.*proofloop-attack/);
    expect([
      existsSync(join(scene.view.root, 'in-view')),
      existsSync(join(scene.homeFolder, 'in-home')),
      existsSync(join(scene.userHome, 'in-home')),
      existsSync(join(outside, 'file')),
    ]).toEqual([true, true, false, false]);
    // Control: as the user it writes there.
    await uncontained(scene, `echo x > '${outside}/file'`);
    expect(existsSync(join(outside, 'file'))).toBe(true);
  });

  test("reaches of this machine's loopback the named ports alone", async () => {
    const server = createServer((_request, response) => response.end('from the model'));
    onTestFinished(() => void server.close());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const other = await startListener('127.0.0.1');
    const get = `(exec 3<>/dev/tcp/127.0.0.1/${port}; printf 'GET / HTTP/1.0\\r\\n\\r\\n' >&3; tail -n1 <&3)`;
    const around = `(timeout 60 bash -c ': < /dev/tcp/127.0.0.1/${other.port}') 2>/dev/null && echo reached`;
    const scene = await agentScene({ loopback: [port] });
    expect((await attack(scene, `${get}; echo; ${around}`)).output).toBe('from the model\n');
    expect(other.hits()).toBe(0);
    // Control: with the machine's own network it reaches what listens there.
    const bare = { ...scene.containment, publicNetwork: null };
    expect((await attack(scene, around, bare)).output).toBe('reached\n');
    expect(other.hits()).toBe(1);
  });

  test('leaves nothing running when proofloop is killed', async () => {
    const repository = await repositoryWith(sumProject);
    const home = await temporaryFolder();
    const endpoint = await endpointFor(contentModels());
    const left = '16180';
    const script = { coder: [[[{ leave: `exec sleep ${left}` }, { shell: 'true' }, { hang: true }]]] };
    const agent = await scriptedAgent(script);
    const args = ['--task', 'x', '--verify', 'sh check.sh', '--coder-agent', 'mine', '--sandbox', 'auto'];
    const user = await userWithAgent(agent);
    const called = { folder: repository, home, environment: { HOME: user } };
    const child = startProgram({ ...called, args: runArguments(repository, endpoint.baseUrl, args) });
    // Control: it does run as long as proofloop does.
    await until(() => processesNaming(left).length > 0, child);
    child.kill('SIGKILL');
    const rest = () => [...processesNaming(left), ...processesNaming(agent.split(' ')[2] ?? '')];
    await expect.poll(rest, { timeout: 120_000 }).toEqual([]);
    expect(readFileSync(join(repository, 'sum.sh'), 'utf8')).toBe(sumProject['sum.sh']);
    const copies = () =>
      readdirSync(home, { recursive: true }).filter((path) => `${path}`.endsWith('.mine/login.json'));
    // Control: the killed process has left the copy of the login.
    expect(copies()).toHaveLength(1);
    await runProgram({ ...called, args: ['prune', '--yes'] });
    expect(copies()).toEqual([]);
  });
});
