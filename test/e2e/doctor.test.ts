import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { scriptedAgent, userWithAgents } from '../support/agent-run.ts';
import { runProgram } from '../support/program.ts';
import { temporaryFolder } from '../support/run-fixture.ts';

const key = 'sk-a-key-of-the-user';

async function doctor(args: readonly string[], environment: Record<string, string> = {}, home?: string) {
  const folder = await temporaryFolder();
  return runProgram({ args: ['doctor', ...args], folder, home: home ?? folder, environment });
}

/** What `--json` says of one check. */
async function checkOf(name: string, args: readonly string[], environment: Record<string, string>) {
  const { stdout, exitCode } = await doctor(['--json', ...args], environment);
  const { checks, works } = JSON.parse(stdout);
  expect(exitCode).toBe(works ? 0 : 1);
  return checks.find((check: { name: string }) => check.name === name);
}

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
}

test('with a key all that is needed works, and the key is not shown', async () => {
  const { exitCode, stdout, stderr } = await doctor([], { OPENAI_API_KEY: key });
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(stdout).toMatch(/^works +node +\d+\.\d+/);
  expect(stdout).toMatch(/^works +git +\d+\.\d+/m);
  expect(stdout).toMatch(/^(works|missing) +sandbox +/m);
  expect(stdout).toMatch(/^works +views +dependency folders (lie beneath them|are copied into each one \()/m);
  expect(stdout).toContain('OPENAI_API_KEY is set');
  expect(stdout).not.toContain(key);
  expect(stdout.trimEnd().split('\n').at(-1)).toBe('all that a run needs works');
});

test('without a key: exit 1, and the command that mends it', async () => {
  const { exitCode, stdout } = await doctor([]);
  expect(exitCode).toBe(1);
  expect(stdout).toMatch(/^missing +key +OPENAI_API_KEY is not set\n +mend it: export OPENAI_API_KEY=/m);
  expect(await checkOf('key', [], { OPENAI_BASE_URL: 'http://127.0.0.1:9/v1' })).toMatchObject({
    works: true,
  });
});

test('without git: exit 1', async () => {
  const check = await checkOf('git', [], { OPENAI_API_KEY: key, PATH: '/nonexistent' });
  expect(check).toMatchObject({ works: false, needed: true, found: 'git is not installed' });
});

test('an agent: by its version and login where it answers, and what it lacks where not', async () => {
  const login = JSON.stringify({ token: 'x' });
  const working = await scriptedAgent({ coder: [[[{ say: 'x' }]]] });
  const loggedOut = await scriptedAgent({ login: true });
  const folder = await userWithAgents({
    mine: { command: working, folders: ['.mine/login.json'] },
    'an-agent-with-a-long-name': { command: loggedOut },
    gone: { command: 'no-such-agent --acp' },
  });
  await writeFile(join(folder, '.mine/login.json'), login);
  const { stdout } = await doctor([], { OPENAI_API_KEY: key, HOME: folder });
  expect(stdout).toMatch(
    /^works +agent mine +scripted 1\.0\.0, login by ~\/\.mine\/login\.json, it answers/m,
  );
  expect(stdout).toMatch(
    /^missing +agent an-agent-with-a-long-name\n +\S.*no login named.*\n +mend it: log in/m,
  );
  expect(stdout).toMatch(
    /^missing +agent gone +no-such-agent is not installed \(a run can do without\)\n +mend it: /m,
  );
  const columnOf = (label: string) => new RegExp(`^${label} +`, 'm').exec(stdout)?.[0].length;
  expect(columnOf('works +agent mine')).toBe(columnOf('works +node'));
});

test('a run home that can not be written: exit 1, and which it is', async () => {
  const file = join(await temporaryFolder(), 'file');
  await writeFile(file, '');
  const { exitCode, stdout } = await doctor([], { OPENAI_API_KEY: key }, join(file, 'home'));
  expect(exitCode).toBe(1);
  expect(stdout).toContain(`${file}/home can't be written (ENOTDIR)`);
});

test('settings that can not be read: exit 1', async () => {
  const check = await checkOf('settings', [], { OPENAI_API_KEY: key, PROOFLOOP_MAX_STEPS: 'many' });
  expect(check).toMatchObject({ works: false, found: expect.stringContaining('PROOFLOOP_MAX_STEPS') });
});

describe('the endpoint', () => {
  test('is not asked without --online', async () => {
    let asked = 0;
    const url = await serve((_, response) => {
      asked += 1;
      response.end();
    });
    expect(await checkOf('endpoint', [], { OPENAI_BASE_URL: url })).toMatchObject({ works: true });
    expect(asked).toBe(0);
    await checkOf('endpoint', ['--online'], { OPENAI_BASE_URL: url });
    expect(asked).toBe(1);
  });

  test('that lists models works where the chosen one is among them', async () => {
    const url = await serve((request, response) => {
      const authorized = request.headers.authorization === `Bearer ${key}` && request.url === '/v1/models';
      response.writeHead(authorized ? 200 : 500, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ data: [{ id: 'one' }] }));
    });
    const environment = { OPENAI_BASE_URL: url, OPENAI_API_KEY: key };
    expect(await checkOf('endpoint', ['--online'], { ...environment, PROOFLOOP_MODEL: 'one' })).toMatchObject(
      {
        works: true,
        found: `${url} answers`,
      },
    );
    expect(await checkOf('endpoint', ['--online'], { ...environment, PROOFLOOP_MODEL: 'two' })).toMatchObject(
      {
        works: false,
        found: `${url} answers, but does not list two`,
        mend: 'choose with --model what it lists, as one',
      },
    );
  });

  test.each([
    [404, true, 'answers'],
    [401, false, 'refuses the key'],
    [503, false, 'answered 503'],
  ])('that answers %i', async (status, works, found) => {
    const url = await serve((_, response) => void response.writeHead(status).end());
    expect(await checkOf('endpoint', ['--online'], { OPENAI_BASE_URL: url })).toMatchObject({
      works,
      found: expect.stringContaining(found),
    });
  });

  test('that is away does not work', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, 'close');
    const check = await checkOf('endpoint', ['--online'], { OPENAI_BASE_URL: `http://127.0.0.1:${port}/v1` });
    expect(check).toMatchObject({ works: false, found: expect.stringContaining('ECONNREFUSED') });
  });
});
