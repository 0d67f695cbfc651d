import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { payloadsOf, programPath, runProgram } from '../support/program.ts';
import { coderOutput, plannerOutput, testerOutput, workItem } from '../support/role-outputs.ts';
import {
  endpointFor,
  playScript,
  repositoryWith,
  sumFix,
  sumProject,
  temporaryFolder,
} from '../support/run-fixture.ts';
import { finalJson, toolCalls } from '../support/scripted-answers.ts';
import { answers } from '../support/scripted-endpoint.ts';

const task = ['--task', 'Mend the sum.', '--verify', 'sh check.sh', '--sandbox', 'auto'];

const shell = (command: string) => toolCalls([{ name: 'shell', args: { command, timeout_ms: null } }]);
const patch = (text: string) => toolCalls([{ name: 'apply_patch', args: { patch: text } }]);

/** A run whose roles look around with these commands before they do their work. */
const lookingAround = (commands: { planner?: string; coder?: string; tester?: string }) =>
  answers({
    planner: [
      shell(commands.planner ?? 'true'),
      finalJson(plannerOutput({ done_flag: true, tasks: [workItem('sum', { title: 'Mend the sum' })] })),
    ],
    coder: [
      shell(commands.coder ?? 'true'),
      patch(sumFix),
      finalJson(coderOutput({ completed_task_ids: ['sum'] })),
    ],
    tester: [shell(commands.tester ?? 'true'), finalJson(testerOutput({ test_command: 'sh check.sh' }))],
  });

const outputsOf = (run: Awaited<ReturnType<typeof playScript>>) =>
  payloadsOf(run.events, 'tool_result').map(({ output }) => output);

describe('a sandboxed run', () => {
  test('shows every role the checkout at its own path, and nothing of the run around it', async () => {
    const repository = await repositoryWith(sumProject);
    const look = 'pwd; ls; ls -A "$HOME"; git log --oneline | wc -l';
    const run = await playScript(
      repository,
      lookingAround({ planner: look, coder: look, tester: look }),
      task,
    );
    expect(run.exitCode).toBe(0);
    const [planner, coder, , tester] = outputsOf(run);
    for (const output of [planner, coder, tester]) {
      expect(output).toBe(`exit code 0\n${repository}\ncheck.sh\nsum.sh\n2\n`);
    }
    const find = await playScript(
      repository,
      lookingAround({ coder: 'find / -name loop.jsonl -not -path "/proc/*" 2>/dev/null; true' }),
      task,
    );
    expect(outputsOf(find)[1]).toBe('exit code 0\n');
  });

  test('keeps the modes of files, and what the coder writes with a shell', async () => {
    const repository = await repositoryWith(sumProject);
    const coder =
      'printf "#!/bin/sh\\n" > tool && chmod 755 tool && ln -s tool link && mkdir deep && echo x > deep/file';
    const run = await playScript(repository, lookingAround({ coder }), task);
    expect(run.summary).toMatchObject({
      phase: 'completed',
      artifacts: ['deep/file', 'link', 'sum.sh', 'tool'],
    });
    const listed = execFileSync('git', ['ls-tree', '-r', run.summary.branch ?? ''], {
      cwd: repository,
    }).toString();
    expect(listed).toMatch(/^100755 .*\ttool$/m);
    expect(listed).toMatch(/^120000 .*\tlink$/m);
  });

  test('a planner can write nothing, and the planner and the tester have no network with --network on', async () => {
    const repository = await repositoryWith(sumProject);
    const endpoint = await endpointFor(lookingAround({}));
    const port = new URL(endpoint.baseUrl).port;
    const connect = `(: > /dev/tcp/127.0.0.1/${port}) 2>/dev/null && echo connected; touch new 2>/dev/null && echo written; true`;
    const run = await playScript(
      repository,
      lookingAround({ planner: connect, coder: connect, tester: connect }),
      [...task, '--network', 'on'],
    );
    const [planner, coder, , tester] = outputsOf(run);
    expect(planner).toBe('exit code 0\n');
    expect(coder).toContain('exit code 0\nconnected\nwritten\n');
    expect(tester).toBe('exit code 0\nwritten\n');
    expect(payloadsOf(run.events, 'loop_started')[0]?.options).toMatchObject({ network: 'on' });
  });

  test('--mount shows a folder, which can not be written', async () => {
    const repository = await repositoryWith(sumProject);
    const folder = await temporaryFolder();
    const data = join(folder, 'data');
    await mkdir(data, { mode: 0o777 });
    await writeFile(join(data, 'file'), 'shared\n');
    const look = `cat ${data}/file; touch ${data}/new 2>/dev/null && echo written; true`;
    const mounted = await playScript(repository, lookingAround({ coder: look }), [...task, '--mount', data]);
    expect(outputsOf(mounted)[1]).toBe('exit code 0\nshared\n');
    const bare = await playScript(repository, lookingAround({ coder: look }), task);
    expect(outputsOf(bare)[1]).not.toContain('shared');
  });
});

describe('before a run starts', () => {
  const start = async (repository: string, home: string, ...args: string[]) =>
    runProgram({
      args: ['run', '-C', repository, '--base-url', 'http://127.0.0.1:9/v1', ...task, ...args],
      folder: repository,
      home,
    });

  test('a folder that would show the runs is refused', async () => {
    const repository = await repositoryWith(sumProject);
    const home = await temporaryFolder();
    const refused = await start(repository, home, '--mount', home);
    expect(refused).toMatchObject({ exitCode: 2, stdout: '' });
    expect(refused.stderr).toContain('which no command may see');
    expect((await start(repository, home, '--mount', join(home, 'missing'))).stderr).toContain(
      'no such folder',
    );
    expect(readdirSync(home)).toEqual([]);
  });

  test('nothing starts where no sandbox works and nobody has vouched', async () => {
    const repository = await repositoryWith(sumProject);
    const home = await temporaryFolder();
    const args = ['run', '-C', repository, '--base-url', 'http://127.0.0.1:9/v1', ...task];
    // A machine like this one, but that its bubblewrap is an empty file.
    const machine = ['--dev-bind', '/', '/', '--ro-bind', '/dev/null', '/usr/bin/bwrap', '--'];
    const { status, stdout, stderr } = spawnSync(
      '/usr/bin/bwrap',
      [...machine, process.execPath, programPath, ...args],
      {
        env: { PATH: process.env.PATH, HOME: home, PROOFLOOP_HOME: home },
        encoding: 'utf8',
      },
    );
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain('no sandbox works on this machine');
    expect(stderr).toContain('--sandbox off');
    expect(readdirSync(home)).toEqual([]);
  });

  test('a resumed run that was started in another sandbox is refused', async () => {
    const repository = await repositoryWith(sumProject);
    const run = await playScript(repository, lookingAround({}), [...task, '--max-time', '1ms']);
    expect(run.summary.phase).toBe('stopped');
    const log = join(run.home, 'runs', run.summary.run_id, 'loop.jsonl');
    const text = await readFile(log, 'utf8');
    expect(text).toContain('"sandbox":"bubblewrap"');
    const line = text.split('\n')[0]?.replace('"sandbox":"bubblewrap"', '"sandbox":"sandbox-exec"') ?? '';
    await writeFile(log, `${line}\n`);
    // Kept beside the log to notice just this; here they are in the way.
    await rm(join(dirname(log), 'head'));
    const origin = JSON.parse(await readFile(join(dirname(log), 'origin.json'), 'utf8'));
    const lines_sha256 = [createHash('sha256').update(line).digest('hex')];
    await writeFile(join(dirname(log), 'origin.json'), JSON.stringify({ ...origin, lines_sha256 }));
    const resumed = await runProgram({
      args: ['resume', run.summary.run_id],
      folder: repository,
      home: run.home,
    });
    expect(resumed).toMatchObject({ exitCode: 2, stdout: '' });
    expect(resumed.stderr).toContain('goes on in no other');
  });
});
