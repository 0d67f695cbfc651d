import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startListener } from '../support/listener.ts';
import { eventsOf, payloadsOf, readEvents, runProgram } from '../support/program.ts';
import { plannerOutput, workItem } from '../support/role-outputs.ts';
import { endpointFor, git, repositoryWith, temporaryFolder, writeFiles } from '../support/run-fixture.ts';
import { finalJson } from '../support/scripted-answers.ts';
import { answers } from '../support/scripted-endpoint.ts';

const configured = (setup: string) => ({ 'proofloop.config.json': JSON.stringify({ setup: [setup] }) });

/**
 * A repository whose own setup connects to the machine, and ways to start proofloop on it: what it connects to is a
 * registry that the user has named, if `named`.
 */
async function hostile(named = true) {
  const server = await startListener();
  const connect = `bash -c 'exec 3<>/dev/tcp/127.0.0.1/${server.port}' || true`;
  const folder = await repositoryWith({ 'a.txt': 'a\n', ...configured(connect) });
  const home = join(await temporaryFolder(), 'home');
  const endpoint = await endpointFor(
    answers({
      planner: Array.from({ length: 9 }, () => finalJson(plannerOutput({ tasks: [blocked] }))),
    }),
  );
  const registry = { npm_config_registry: `http://127.0.0.1:${server.port}/` };
  const environment = { OPENAI_API_KEY: 'none', TERM: 'dumb', ...(named ? registry : {}) };
  const call = (args: readonly string[], rest: { prefix?: string[]; input?: string } = {}) =>
    runProgram({ args, folder, home, ...rest, environment });
  const started = ['--base-url', endpoint.baseUrl, '--max-retries', '0', '--max-wait', '0'];
  const task = ['run', '--task', 'Do it.', '--verify', 'true', '--max-iterations', '1', ...started];
  const run = (...args: string[]) => call([...task, ...args]);
  /** On a terminal of its own, where `answer` is typed. */
  const runOnTerminal = (answer: string) =>
    call(task, { prefix: ['python3', '-c', ptyProgram, answer], input: '' });
  const trusted = join(home, 'trusted-setups');
  return { server, connect, folder, home, endpoint, call, run, runOnTerminal, trusted };
}

const blocked = { ...workItem('a'), status: 'blocked' as const };

/** Types the answer once the question is there; what the terminal shows goes to standard output. */
const ptyProgram = `
import os, pty, sys
answer, command = sys.argv[1], sys.argv[2:]
pid, fd = pty.fork()
if pid == 0:
    os.execvp(command[0], command)
seen, asked = b'', False
while True:
    try:
        data = os.read(fd, 65536)
    except OSError:
        break
    if not data:
        break
    seen += data
    os.write(1, data)
    if not asked and b'[y/N]' in seen:
        asked = True
        os.write(fd, answer.encode() + b'\\r')
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
`;

test('a setup that the repository names does not run without consent: nothing is started or written', async () => {
  const { server, connect, home, endpoint, run, folder } = await hostile();
  for (const more of [[], ['--dry-run'], ['--json'], ['--sandbox', 'off']]) {
    const refused = await run(...more);
    expect(refused).toMatchObject({ exitCode: 2, stdout: '' });
    expect(refused.stderr).toContain(`  ${connect}\n`);
    expect(refused.stderr).toContain('--trust-setup');
    expect(refused.stderr).toContain('nothing was started');
  }
  expect(server.hits()).toBe(0);
  expect(endpoint.requests).toEqual([]);
  expect(existsSync(home)).toBe(false);
  expect(git(folder, 'branch', '--list', 'proofloop/*')).toBe('');

  const allowed = await run('--trust-setup');
  expect(allowed.stderr).toContain(connect);
  expect(allowed.stderr).toContain(
    "the repository's own, with your yes (setup in proofloop.config.json)\n                     with the network, but for this machine's own services and local networks\n",
  );
  expect(server.hits()).toBe(1);
  expect(endpoint.requests.length).toBeGreaterThan(0);
  expect(existsSync(join(home, 'trusted-setups'))).toBe(false);
  expect((await run()).exitCode).toBe(2);
});

test("a setup of the command line is the user's own, and takes the place of the repository's", async () => {
  const { server, run } = await hostile();
  const own = await run('--setup', 'true');
  expect(own.stderr).toContain('from --setup\n                     with the network of this machine\n');
  expect(own.stderr).not.toContain('with your yes');
  expect(server.hits()).toBe(0);
});

test("what a repository's setup is kept from is said, and a user's own setup is kept from nothing", async () => {
  const { server, connect, run } = await hostile(false);
  const held = await run('--trust-setup');
  expect(held.stderr).toContain("with the network, but for this machine's own services and local networks");
  expect(server.hits()).toBe(0);
  const open = await run('--trust-setup', '--sandbox', 'off', '--json');
  expect(payloadsOf(eventsOf(open.stdout), 'loop_started')).toMatchObject([
    { setup_network: 'machine', notices: [expect.stringContaining("this machine's own services")] },
  ]);
  expect(server.hits()).toBe(1);
  await run('--setup', connect);
  expect(server.hits()).toBe(2);
});

test('a yes on a terminal is remembered for this text alone; a no starts nothing', async () => {
  const { server, connect, folder, home, trusted, run, runOnTerminal } = await hostile();
  const no = await runOnTerminal('n');
  expect(no.exitCode).toBe(2);
  expect(no.stdout).toContain(connect);
  expect(existsSync(home)).toBe(false);
  expect(server.hits()).toBe(0);

  const yes = await runOnTerminal('y');
  expect(yes.stdout).toContain('[y/N]');
  expect(server.hits()).toBe(1);
  expect(statSync(trusted).mode & 0o777).toBe(0o600);

  const later = await run();
  expect(later.stderr).toContain('with your yes');
  expect(later.exitCode).not.toBe(2);

  writeFiles(folder, configured(`${connect} `));
  execFileSync('git', ['commit', '-qam', 'Another text'], { cwd: folder });
  const another = await run();
  expect(another.exitCode).toBe(2);
  expect(another.stderr).toContain(JSON.stringify(`${connect} `));
});

test('resume and fork keep the yes that the run was started with', async () => {
  const { home, call, run, trusted } = await hostile();
  const first = await run('--trust-setup', '--json');
  expect(first.exitCode).toBe(3);
  const [begun] = payloadsOf(eventsOf(first.stdout), 'loop_started');
  expect(begun?.options.setup_source).toBe('setup in proofloop.config.json');
  for (const goOn of [
    ['resume', 'latest', '--max-iterations', '2'],
    ['fork', 'latest', '--at', '1'],
  ]) {
    const gone = await call(goOn);
    expect(gone.stderr).not.toContain('nothing was started');
    expect(gone.exitCode).toBe(3);
  }
  const logs = readdirSync(join(home, 'runs')).map((id) => join(home, 'runs', id, 'loop.jsonl'));
  expect(logs.length).toBe(2);
  for (const log of logs) {
    const [started] = payloadsOf(await readEvents(log), 'loop_started');
    expect(started?.options.setup_source).toBe('setup in proofloop.config.json');
  }
  expect(existsSync(trusted)).toBe(false);
});
