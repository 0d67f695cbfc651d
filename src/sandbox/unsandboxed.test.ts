import { execFile, execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, open, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { CommandRequest } from '../ports/sandbox.ts';
import type { View } from '../ports/view.ts';
import { allowedEnvironment } from './show/allowed-environment.ts';
import { createUnsandboxed } from './unsandboxed.ts';

const programs = { 'apply-patch': '/nowhere', 'ask-for-report': '/nowhere' };
const sandbox = createUnsandboxed(allowedEnvironment(process.env), programs);

async function createView(): Promise<View> {
  const folder = await mkdtemp(join(tmpdir(), 'proofloop-sandbox-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const root = join(folder, 'view');
  await mkdir(join(root, 'sub'), { recursive: true });
  return {
    kind: 'coder',
    root,
    beneath: [],
    snapshot: () => Promise.reject(new Error('no tree here')),
    close: async () => {},
    discard: async () => {},
  };
}

function requestFor(command: string): CommandRequest {
  const { signal } = new AbortController();
  return {
    command,
    input: null,
    folder: '',
    timeoutMs: 30_000,
    outputLimitBytes: 10_000,
    reportFolder: null,
    signal,
  };
}

async function run(command: string, part: Partial<CommandRequest> = {}, view?: View) {
  return sandbox.run(view ?? (await createView()), { ...requestFor(command), ...part });
}

/** Whether none of these processes runs any more. One that has ended and that nobody has asked after is gone too. */
async function areGone(pids: number[]): Promise<boolean> {
  const ps = promisify(execFile)('ps', ['-o', 'stat=', '-p', pids.join()]);
  // It exits with 1 where there is none of them at all.
  const states = await ps.then(({ stdout }) => stdout.trim().split('\n')).catch(() => []);
  return states.every((state) => state.startsWith('Z'));
}

describe('what a command gets', () => {
  test('its own output alone, also after one that left a process with the pipe open', async () => {
    const view = await createView();
    const own = createUnsandboxed(allowedEnvironment(process.env), programs);
    const hidden = '(env -i setsid sh -c "sleep 0.6; echo late" &) ; echo first';
    expect(await own.run(view, requestFor(hidden))).toMatchObject({ output: 'first\n' });
    expect(await own.run(view, requestFor('sleep 1; echo second'))).toMatchObject({ output: 'second\n' });
    expect(await own.run(view, requestFor('echo third'))).toMatchObject({ output: 'third\n' });
  });

  test('/dev/stdout and /dev/stderr that can be opened', async () => {
    expect(await run('echo a > /dev/stderr && echo b | tee /dev/stdout')).toMatchObject({
      exitCode: 0,
      output: 'a\nb\nb\n',
    });
  });

  test('the folder it asked for', async () => {
    const view = await createView();
    expect(await run('pwd; echo $PWD', {}, view)).toMatchObject({ output: `${view.root}\n${view.root}\n` });
    const { output } = await run('pwd', { folder: 'sub' }, view);
    expect(output).toBe(`${view.root}/sub\n`);
  });

  test('no more of the environment than is allowed', async () => {
    process.env.OPENAI_API_KEY = 'sk-not-for-commands';
    onTestFinished(() => {
      delete process.env.OPENAI_API_KEY;
    });
    const bare = createUnsandboxed({ PATH: '/usr/bin:/bin', MINE: '1' }, programs);
    const { output } = await bare.run(await createView(), requestFor('/usr/bin/env | cut -d= -f1 | sort'));
    // SHLVL and _ are the shell's own.
    const names = output
      .trim()
      .split('\n')
      .filter((name) => name !== 'SHLVL' && name !== '_' && name !== 'OLDPWD');
    expect(names).toEqual(['HOME', 'MINE', 'PATH', 'PROOFLOOP_COMMAND', 'PWD', 'TMPDIR']);
    expect((await run('env')).output).not.toContain('sk-not-for-commands');
  });

  test('a HOME and a TMPDIR of its own, which are gone afterwards', async () => {
    const view = await createView();
    const leaveFiles = 'cd && echo x > f && mkdir ro && touch ro/f && chmod 500 ro && mktemp && echo $HOME';
    const { exitCode, output } = await run(leaveFiles, {}, view);
    expect(exitCode).toBe(0);
    expect(output).toContain(dirname(view.root));
    expect(await readdir(dirname(view.root))).toEqual(['view']);
  });

  test('no file that we have open', async () => {
    const view = await createView();
    const path = join(dirname(view.root), 'ours');
    const handle = await open(path, 'w');
    onTestFinished(() => handle.close());
    const { output } = await run('ls -l /dev/fd/', {}, view);
    expect(output).toContain('/dev/null');
    expect(output).not.toContain(path);
  });
});

describe('how a command ends', () => {
  test('not started: 127 with the reason', async () => {
    expect(await run('true', { folder: 'missing' })).toMatchObject({
      exitCode: 127,
      output: 'The command could not be started in the folder missing (spawn /bin/bash: ENOENT).\n',
    });
    expect((await run('echo \0')).output).toMatch(/^The command could not be started \(.*null bytes/);
    expect((await run('no-such-program')).exitCode).toBe(127);
  });

  test('at its time limit, with what it had printed', async () => {
    const outcome = await run('echo before; sleep 60; echo after', { timeoutMs: 300 });
    expect(outcome).toMatchObject({
      exitCode: null,
      timedOut: true,
      output: 'before\n\n[What ran at the time limit: sleep 60]\n',
    });
    expect(outcome.durationMs).toBeGreaterThanOrEqual(299);
    expect(outcome.durationMs).toBeLessThan(50_000);
  });

  test('at its time limit, with time to clean up', async () => {
    const cleansUp = `trap 'echo cleaned; exit 0' TERM; echo ready; while :; do sleep 0.01; done`;
    expect(await run(cleansUp, { timeoutMs: 500 })).toMatchObject({
      exitCode: null,
      timedOut: true,
      output: expect.stringContaining('cleaned\n'),
    });
  });

  test('a time limit longer than a timer can have does not fire at once', async () => {
    expect(await run('echo x', { timeoutMs: 1e12 })).toMatchObject({ exitCode: 0, timedOut: false });
  });

  test('by an abort, rejecting with its reason', async () => {
    const view = await createView();
    const controller = new AbortController();
    const reason = new Error('stop');
    const running = run('echo $$ > pid; sleep 60', { signal: controller.signal }, view);
    await untilWritten(join(view.root, 'pid'));
    controller.abort(reason);
    await expect(running).rejects.toBe(reason);
    expect(await areGone(await readPids(join(view.root, 'pid')))).toBe(true);
    expect(await readdir(dirname(view.root))).toEqual(['view']);
    await expect(run('true', { signal: controller.signal }, view)).rejects.toBe(reason);
  });
});

describe('what a command leaves behind', () => {
  const daemons = `
    trap '' TERM
    (trap '' TERM; echo $BASHPID >> pids; exec sleep 300) &
    setsid bash -c 'trap "" TERM; echo $$ >> pids; (echo $BASHPID >> pids; exec sleep 300) & exec sleep 300' &
    setsid bash -c 'setsid bash -c "echo \\$\\$ >> pids; exec sleep 300" &' &
    set -m; sleep 300 & echo $! >> pids
    until [ "$(wc -l < pids)" -ge 5 ]; do sleep 0.01; done
    echo started`;

  test('is killed after a normal exit, daemons too, and does not hold up the result', async () => {
    const view = await createView();
    const outcome = await run(`${daemons}; exit 5`, {}, view);
    expect(outcome).toMatchObject({ exitCode: 5, timedOut: false });
    expect(outcome.output).toContain('started\n');
    expect(outcome.durationMs).toBeLessThan(200_000);
    const pids = await readPids(join(view.root, 'pids'));
    expect(pids).toHaveLength(5);
    expect(await areGone(pids)).toBe(true);
  });

  test('is killed at the time limit, whatever ignores the request to end', async () => {
    const view = await createView();
    const outcome = await run(`${daemons}; sleep 300`, { timeoutMs: 2000 }, view);
    expect(outcome).toMatchObject({ exitCode: null, timedOut: true });
    const pids = await readPids(join(view.root, 'pids'));
    expect(pids).toHaveLength(5);
    expect(await areGone(pids)).toBe(true);
  });

  test('does not hold up the result even where it can not be found', async () => {
    const view = await createView();
    const hidden = 'env -i setsid bash -c "echo \\$\\$ > pid; while [ -e pid ]; do sleep 0.02; done" &';
    const outcome = await run(`${hidden} until [ -s pid ]; do sleep 0.01; done; echo out`, {}, view);
    expect(outcome).toMatchObject({ exitCode: 0, output: 'out\n' });
    expect(outcome.durationMs).toBeLessThan(200_000);
    expect(await areGone(await readPids(join(view.root, 'pid')))).toBe(false);
  });

  test('keeps all output that was written before the end', async () => {
    const outcome = await run('seq 1 10000; sleep 300 &', { outputLimitBytes: 1_000_000 });
    expect(outcome.output.trim().split('\n')).toHaveLength(10_000);
  });
});

describe('a command that is too long for an argument', () => {
  test('runs where it ends within its heredoc', async () => {
    const view = await createView();
    const outcome = await sandbox.run(view, requestFor(heredoc(2_000).trimEnd()));
    expect(outcome).toMatchObject({ output: '', exitCode: 0 });
    expect(await readFile(join(view.root, 'big.txt'), 'utf8')).toHaveLength(200_000);
  });

  const heredoc = (lines: number) => `cat > big.txt <<'EOF'\n${`${'x'.repeat(99)}\n`.repeat(lines)}EOF\n`;

  test.each([1, 1_300, 2_000, 50_000])('runs: %d lines of 100 bytes', async (lines) => {
    const view = await createView();
    const rest = 'wc -c < big.txt; echo "[$#] [$(cat)]"; exit 3\n\n';
    const outcome = await sandbox.run(view, requestFor(heredoc(lines) + rest));
    expect(outcome.output.trim()).toBe(`${lines * 100}\n[0] []`);
    expect(outcome.exitCode).toBe(3);
  });

  test('the control: the system itself takes none', () => {
    const long = heredoc(2_000);
    // Other systems take more.
    const run = () => execFileSync('sh', ['-c', `: ${long}`]);
    if (process.platform === 'linux') expect(run).toThrow(/E2BIG/);
    else expect(run).not.toThrow();
  });
});

test('a command that prints nothing ends at once, also where nothing else keeps the program going', async () => {
  const { root } = await createView();
  const program = `
    import { createUnsandboxed } from ${JSON.stringify(new URL('unsandboxed.ts', import.meta.url).href)};
    const sandbox = createUnsandboxed({ PATH: '/usr/bin:/bin' }, {});
    const { signal } = new AbortController();
    const request = { command: 'true', input: null, folder: '', timeoutMs: 60_000, outputLimitBytes: 100, reportFolder: null, signal };
    for (let count = 0; count < 20; count += 1) await sandbox.run({ root: process.argv[1] }, request);
    console.log('done');
  `;
  const flags = ['--experimental-strip-types', '--no-warnings', '--input-type=module', '-e', program, root];
  const { stdout } = await promisify(execFile)(process.execPath, flags);
  expect(stdout).toBe('done\n');
});

test('a flood of output is bounded and cut in words', async () => {
  const outcome = await run('yes', { timeoutMs: 1000 });
  expect(outcome.timedOut).toBe(true);
  expect(outcome.output).toMatch(
    /^(y\n){2500}\[lines 2501-\d+ of \d{5,} left out; .*\]\n(y?\n?)*(\n\[What ran at the time limit: yes\]\n)?$/,
  );
  expect(outcome.output.length).toBeLessThan(10_300);
  expect(outcome.durationMs).toBeLessThan(200_000);
});

async function readPids(path: string): Promise<number[]> {
  return (await readFile(path, 'utf8')).trim().split('\n').map(Number);
}

async function untilWritten(path: string): Promise<void> {
  while ((await readFile(path, 'utf8').catch(() => '')) === '') await new Promise(setImmediate);
}
