import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { payloadsOf, programPath, runProgram } from '../support/program.ts';
import { coderOutput, plannerOutput, testerOutput } from '../support/role-outputs.ts';
import {
  endpointFor,
  git,
  plainFolderWith,
  playScript,
  repositoryWith,
  runArguments,
  sumFix,
  sumProject,
  temporaryFolder,
  writeFiles,
} from '../support/run-fixture.ts';
import { finalJson } from '../support/scripted-answers.ts';
import { always, answers } from '../support/scripted-endpoint.ts';
import { patch } from '../support/tool-answers.ts';

const task = ['--task', 'Mend.', '--verify', 'sh check.sh', '--max-iterations', '1'];

const mend = () =>
  answers({
    planner: [always(finalJson(plannerOutput({ done_flag: true })))],
    coder: [patch(sumFix), always(finalJson(coderOutput()))],
    tester: [always(finalJson(testerOutput()))],
  });

/** How a start in a place ends; `requests` is what the endpoint was asked. */
async function startIn(folder: string, home: string, environment: Record<string, string> = {}) {
  const endpoint = await endpointFor(mend());
  const args = runArguments(folder, endpoint.baseUrl, task);
  const result = await runProgram({ args, folder, home, environment });
  return { ...result, requests: endpoint.requests.length };
}

describe('a start is refused in a folder of somebody in person', () => {
  test.each<[string, (scene: { home: string; top: string }) => { folder: string; said: RegExp }]>([
    ['the home', ({ home }) => ({ folder: home, said: /is a home/ })],
    ['a folder that holds the home', ({ home }) => ({ folder: join(home, '..'), said: /holds the home/ })],
    [
      'the home as a repository',
      ({ home }) => {
        git(home, 'init', '--quiet');
        return { folder: home, said: /is a home/ };
      },
    ],
    [
      'a folder in a home that is a repository',
      ({ home }) => {
        git(home, 'init', '--quiet');
        mkdirSync(join(home, 'notes'));
        return { folder: join(home, 'notes'), said: /is a home/ };
      },
    ],
    [
      "another one's home",
      ({ top }) => {
        mkdirSync(join(top, '.ssh'));
        return { folder: top, said: /holds .*\.ssh/ };
      },
    ],
    [
      'a repository with keys that are not committed',
      ({ top }) => {
        git(top, 'init', '--quiet');
        git(top, 'commit', '--quiet', '--allow-empty', '-m', 'first');
        mkdirSync(join(top, '.gnupg'));
        return { folder: top, said: /holds .*\.gnupg/ };
      },
    ],
  ])('%s', async (_name, make) => {
    const home = join(await temporaryFolder(), 'home');
    const top = await plainFolderWith(sumProject);
    writeFiles(home, { ...sumProject, '.ssh/id_rsa': 'canary' });
    const { folder, said } = make({ home, top });
    const state = await temporaryFolder();
    const result = await startIn(folder, home, { PROOFLOOP_HOME: state });
    expect(result).toMatchObject({ exitCode: 2, requests: 0 });
    expect(result.stderr).toMatch(said);
    expect(result.stderr).toContain('name one with -C; nothing was started');
  });

  test('a plain folder that holds the runs; control: a repository, and folders beside all that', async () => {
    const home = await temporaryFolder();
    const plain = await plainFolderWith(sumProject);
    const inside = { PROOFLOOP_HOME: join(plain, 'runs/of-mine') };
    expect(await startIn(plain, home, inside)).toMatchObject({
      exitCode: 2,
      requests: 0,
      stderr: expect.stringContaining('holds the runs in'),
    });
    const repository = await repositoryWith({ ...sumProject, '.ssh/config': 'Host x\n' });
    const result = await startIn(repository, home, { PROOFLOOP_HOME: join(repository, 'runs') });
    expect(result.exitCode).toBe(0);
    const project = join(home, 'project');
    writeFiles(project, sumProject);
    const state = await temporaryFolder();
    expect(await startIn(project, home, { PROOFLOOP_HOME: state })).toMatchObject({
      exitCode: 0,
      stderr: expect.stringMatching(/is no git repository: 2 files \(\d+ bytes\) are taken/),
    });
  });
});

test('the start says what is not as committed, and a configuration that does not count', async () => {
  const repository = await repositoryWith(sumProject);
  writeFiles(repository, { '.env': 'KEY=1', 'proofloop.config.json': '{"verify":"true"}' });
  const home = await temporaryFolder();
  const result = await startIn(repository, home);
  expect(result.stderr).toMatch(/base +commit \w+, tree \w+, with 2 uncommitted files/);
  expect(result.stderr).toMatch(/careful +\.env may hold keys or passwords/);
  expect(result.stderr).toContain('warning: proofloop.config.json is not committed, and is not used');
  git(repository, 'add', '.');
  git(repository, 'commit', '--quiet', '-m', 'second');
  const committed = await startIn(repository, home);
  expect(committed.stderr).not.toMatch(/uncommitted|careful|not committed/);
  writeFileSync(join(repository, 'proofloop.config.json'), '{}');
  expect((await startIn(repository, home)).stderr).toContain('differs from the committed one');
});

const isRoot = process.getuid?.() === 0;

/** A folder below one of the system's, where only root can make one. */
function systemFolder(parent: string): string {
  const folder = mkdtempSync(join(parent, 'proofloop-place-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

describe('below folders of the system', () => {
  /** As an ordinary user there is nothing to be made there: a folder of the system's itself stands for it. */
  const inEtc = () => (isRoot ? systemFolder('/etc') : '/etc/ssl');

  test('a workspace that no sandbox can show is refused before the first request, and works without one', async () => {
    const folder = inEtc();
    if (isRoot) writeFiles(folder, sumProject);
    const endpoint = await endpointFor(mend());
    const home = await temporaryFolder();
    const start = (...more: string[]) =>
      runProgram({ args: runArguments(folder, endpoint.baseUrl, [...task, ...more]), folder, home });
    const refused = await start('--sandbox', 'auto');
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toMatch(/a sandbox can't show \/etc\/.* so every command would fail/);
    expect(endpoint.requests).toHaveLength(0);
  });

  test('a mount that no sandbox can show is refused too', async () => {
    const endpoint = await endpointFor(mend());
    const repository = await repositoryWith(sumProject);
    const args = runArguments(repository, endpoint.baseUrl, [
      ...task,
      '--sandbox',
      'auto',
      '--mount',
      '/proc/self',
    ]);
    const refused = await runProgram({ args, folder: repository, home: await temporaryFolder() });
    expect(refused).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("a sandbox can't show") });
    expect(endpoint.requests).toHaveLength(0);
  });

  test('what a sandbox can show there is shown', async () => {
    const repository = await repositoryWith(sumProject);
    const shown = ['--sandbox', 'auto', '--mount', '/usr/share'];
    const run = await playScript(repository, mend(), [...task, ...shown]);
    expect(run.exitCode).toBe(0);
    if (!isRoot) return;
    const folder = systemFolder('/usr/src');
    writeFiles(folder, sumProject);
    const there = await playScript(folder, mend(), [...task, '--sandbox', 'auto']);
    expect(there.exitCode).toBe(0);
    expect(payloadsOf(there.events, 'loop_started')[0]?.options.workspace).toBe(folder);
  });
});

test('a user without a home and without a name gets a sentence or the work, never a stack trace', async () => {
  const state = await temporaryFolder();
  const folder = await repositoryWith(sumProject);
  const as = isRoot ? ['setpriv', '--reuid=54321', '--regid=54321', '--clear-groups'] : ['env'];
  const run = (args: string[], more: Record<string, string> = {}) =>
    spawnSync(as[0] ?? '', [...as.slice(1), process.execPath, programPath, ...args], {
      cwd: '/',
      encoding: 'utf8',
      env: { PATH: process.env.PATH, OPENAI_API_KEY: 'x', ...more },
    });
  for (const args of [['--help'], ['doctor'], ['runs'], ['run', '--task', 'x', '-C', folder]]) {
    const { stderr, status } = run(args);
    expect(stderr, args[0]).not.toMatch(/^\s+at .*:\d+:\d+/m);
    expect([0, 1, 2], args[0]).toContain(status);
  }
  if (!isRoot) return;
  const emptyFolder = await temporaryFolder();
  chmodSync(emptyFolder, 0o755);
  expect(run(['run', '--task', 'x', '-C', emptyFolder]).stderr).toMatch(
    /name another place with PROOFLOOP_HOME/,
  );
  expect(run(['doctor']).stdout).toContain('export PROOFLOOP_HOME=<a folder of yours>');
  expect(run(['doctor'], { PROOFLOOP_HOME: state }).stdout).toContain('run home');
});
