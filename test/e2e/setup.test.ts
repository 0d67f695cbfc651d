import { execFileSync } from 'node:child_process';
import { cpSync, existsSync } from 'node:fs';
import { mkdir, readdir, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { logPathOf, payloadsOf, readEvents, runProgram } from '../support/program.ts';
import { coderOutput, plannerOutput, testerOutput, workItem } from '../support/role-outputs.ts';
import {
  endpointFor,
  fingerprintOf,
  playScript,
  repositoryWith,
  temporaryFolder,
  writeFiles,
} from '../support/run-fixture.ts';
import { finalJson, toolCalls } from '../support/scripted-answers.ts';
import { answers } from '../support/scripted-endpoint.ts';

const shell = (command: string) => toolCalls([{ name: 'shell', args: { command, timeout_ms: null } }]);

/** The roles' answers for a change by one shell command, in each of `iterations`. */
const changing = (command: string, iterations = 1, look = 'true') => {
  const times = <Item>(items: Item[]) => Array.from({ length: iterations }, () => items).flat();
  return answers({
    planner: times([finalJson(plannerOutput({ done_flag: true, tasks: [workItem('a')] }))]),
    coder: times([shell(command), finalJson(coderOutput({ completed_task_ids: ['a'] }))]),
    tester: times([shell(look), finalJson(testerOutput())]),
  });
};

/**
 * A project that installs its one dependency by a script: it copies the version that requirements.txt names out of a
 * registry, which is a folder, and counts its runs there.
 */
async function project() {
  const registry = await temporaryFolder();
  writeFiles(registry, { '1/print.sh': 'echo version 1\n', '2/print.sh': 'echo version 2\n' });
  const install = [
    'set -e',
    `echo run >> ${registry}/runs`,
    'version=$(cat requirements.txt)',
    `[ -d ${registry}/$version ] || { echo "no version $version in the registry"; exit 9; }`,
    `mkdir -p vendor`,
    `cp ${registry}/$version/print.sh vendor/print.sh`,
    '',
  ].join('\n');
  const repository = await repositoryWith({
    '.gitignore': 'vendor\n',
    'install.sh': install,
    'requirements.txt': '1\n',
    'wanted.txt': 'version 1\n',
    'check.sh': '[ "$(sh vendor/print.sh)" = "$(cat wanted.txt)" ]\n',
  });
  const runs = async () => (await readFile(join(registry, 'runs'), 'utf8')).split('\n').length - 1;
  return { repository, registry, runs };
}

const upgrade = 'echo 2 > requirements.txt; echo version 2 > wanted.txt';
const task = ['--task', 'Take version 2.', '--verify', 'sh check.sh'];
const setup = ['--setup', 'sh install.sh'];

describe('a run whose change asks for another dependency', () => {
  test('completes with --setup: base and change each have what they ask for', async () => {
    const { repository, runs } = await project();
    const before = fingerprintOf(repository, /^\.git/);
    const look = 'sh vendor/print.sh; echo broken > vendor/print.sh';
    const coderLook = `sh vendor/print.sh; ${upgrade}`;
    const run = await playScript(repository, changing(coderLook, 1, look), [...task, ...setup]);

    expect(run.exitCode).toBe(0);
    const outputs = payloadsOf(run.events, 'tool_result').map(({ role, output }) => [role, output]);
    expect(outputs[0]).toEqual(['coder', expect.stringContaining('version 1')]);
    expect(outputs[1]).toEqual(['tester', expect.stringContaining('version 2')]);
    expect(payloadsOf(run.events, 'setup_result')).toMatchObject([
      { cached: false, folders: ['vendor'], commands: [{ command: 'sh install.sh', exit_code: 0 }] },
      { cached: false, folders: ['vendor'], commands: [{ command: 'sh install.sh', exit_code: 0 }] },
    ]);
    expect(run.summary.artifacts).toEqual(['requirements.txt', 'wanted.txt']);
    expect(fingerprintOf(repository, /^\.git/)).toEqual(before);
    expect(await runs()).toBe(2);

    const replayed = await runProgram({ args: ['replay', 'latest'], folder: repository, home: run.home });
    expect(replayed.stdout).toContain('identical');
  });

  test('is refused without it, with the reason', async () => {
    const { repository, runs } = await project();
    await mkdir(join(repository, 'vendor'));
    writeFiles(repository, { 'vendor/print.sh': 'echo version 1\n' });
    const run = await playScript(repository, changing(upgrade), [...task, '--max-iterations', '1']);
    expect(run.summary).toMatchObject({ stop_reason: 'max_iterations_reached', tests_passed: false });
    const [verification] = payloadsOf(run.events, 'verification_result');
    expect(verification?.reasons.join('\n')).toContain('--setup "<command>"');
    await expect(runs()).rejects.toThrow('ENOENT');
  });

  test('is refused where the setup fails, and goes on', async () => {
    const { repository } = await project();
    const broken = 'echo 3 > requirements.txt; echo version 3 > wanted.txt';
    const run = await playScript(repository, changing(broken, 2), [
      ...task,
      ...setup,
      '--max-iterations',
      '2',
    ]);
    expect(run.exitCode).toBe(3);
    expect(payloadsOf(run.events, 'verification_result')[0]).toMatchObject({
      commands: [],
      reasons: [expect.stringContaining('"sh install.sh" exited with 9')],
    });
    expect(payloadsOf(run.events, 'setup_result')[1]?.commands[0]?.output).toContain('no version 3');
    const planner = run.endpoint.requests.filter(({ body }) => body.metadata?.role === 'planner');
    expect(JSON.stringify(planner[1]?.body.input)).toContain('no version 3 in the registry');
    expect((await readdir(join(run.home, 'setup'))).length).toBe(1);
  });
});

test('what was made is used by later runs, and a resumed run finds it again', async () => {
  const { repository, runs } = await project();
  const first = await playScript(repository, changing('echo more > more.txt'), [...task, ...setup]);
  expect(first.exitCode).toBe(0);
  const { home } = first;
  const start = async (args: string[], iterations: number) => {
    const endpoint = await endpointFor(changing('date >> more.txt', iterations));
    const common = ['--base-url', endpoint.baseUrl, '--sandbox', 'off'];
    return runProgram({ args: [...args, ...common], folder: repository, home });
  };
  const stubborn = ['run', '--json', '--task', 'x', ...setup, '--verify', 'false', '--max-iterations', '1'];
  const second = await start(stubborn, 1);
  expect(second.exitCode).toBe(3);
  expect(await runs()).toBe(1);
  const runId = JSON.parse(second.stdout.split('\n')[0] ?? '').payload.run_id;
  const log = logPathOf(home, runId);
  expect(payloadsOf(await readEvents(log), 'setup_result')).toMatchObject([
    { cached: true, folders: ['vendor'], commands: [] },
  ]);
  await runProgram({
    args: ['resume', runId, '--max-iterations', '2', '--max-retries', '0', '--max-wait', '0'],
    folder: repository,
    home,
  });
  expect(payloadsOf(await readEvents(log), 'setup_result').length).toBe(2);
  expect(await runs()).toBe(1);
});

test('install scripts of packages do not run in a setup', async () => {
  const repository = await repositoryWith({
    '.gitignore': 'node_modules\n',
    'package.json': JSON.stringify({ name: 'app', dependencies: { dep: 'file:dep' } }),
    'dep/package.json': JSON.stringify({
      name: 'dep',
      version: '1.0.0',
      scripts: { postinstall: 'echo ran > ran.txt' },
    }),
    'a.txt': 'a\n',
  });
  const npm = 'npm install --offline --no-audit --no-fund --install-links';
  const control = await temporaryFolder();
  cpSync(repository, control, { recursive: true });
  execFileSync('sh', ['-c', npm], {
    cwd: control,
    env: { PATH: process.env.PATH ?? '', HOME: control },
    stdio: 'ignore',
  });
  expect(existsSync(join(control, 'node_modules/dep/ran.txt'))).toBe(true);

  const verify = 'test -f node_modules/dep/package.json && test ! -e node_modules/dep/ran.txt';
  const run = await playScript(repository, changing('echo b > a.txt'), [
    ...['--task', 'x', '--setup', npm, '--verify', verify],
  ]);
  expect(payloadsOf(run.events, 'setup_result')[0]?.commands[0]?.output).not.toContain('ERR');
  expect(run.exitCode).toBe(0);
});

test('a repository without tests is told so at the start', async () => {
  const repository = await repositoryWith({ 'a.txt': 'a\n' });
  const run = await playScript(repository, changing('echo b > a.txt'), [
    '--task',
    'x',
    '--max-iterations',
    '1',
  ]);
  expect(run.stderr).toMatch(/^warning: no tests were found .*--verify/);
  expect(payloadsOf(run.events, 'loop_started')[0]?.options).toMatchObject({
    verify: [],
    verify_source: 'nothing found that says how it is tested',
  });
});

test('a detected command whose program is missing starts nothing', async () => {
  const repository = await repositoryWith({ 'Cargo.toml': '', 'a.txt': 'a\n' });
  const tools = await temporaryFolder();
  for (const name of ['git', 'cp', 'bash', 'sh', 'ps', 'setsid', 'mkfifo']) {
    const places = (process.env.PATH ?? '').split(':').map((folder) => join(folder, name));
    const found = places.find((place) => existsSync(place));
    if (found !== undefined) await symlink(found, join(tools, name));
  }
  const run = await playScript(
    repository,
    changing('echo b > a.txt'),
    ['--task', 'x', '--max-iterations', '1'],
    { PATH: tools },
  );
  expect(run.stderr).toContain('the program cargo was not found where commands run');
  expect(run).toMatchObject({ exitCode: 2, events: [] });
  expect(run.endpoint.requests).toEqual([]);
});
