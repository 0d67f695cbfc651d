import { execFile, spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { quoteBytes, quoteWords, runInHelperShell } from './helper-shell.ts';
import { temporaryFolder } from './testing.ts';

const text = (length: number) => `yes | head -c ${length}`;

test('tells how a line has ended and what it has printed, byte by byte', async () => {
  const bytes = Buffer.from([0, 1, 10, 13, 39, 37, 92, 128, 255, 0]);
  expect(await runInHelperShell(`printf ${quoteBytes(bytes)}; echo ' problem' >&2; (exit 7)`)).toEqual({
    exitCode: 7,
    stdout: bytes,
    stderr: Buffer.from(' problem\n'),
  });
  expect(await runInHelperShell('true')).toEqual({
    exitCode: 0,
    stdout: Buffer.alloc(0),
    stderr: Buffer.alloc(0),
  });
  expect(await runInHelperShell('no-such-program')).toMatchObject({ exitCode: 127 });
  expect((await runInHelperShell(text(3_000_000))).stdout).toHaveLength(3_000_000);
});

test('keeps the outputs of many lines apart, and leaves no folder to the next', async () => {
  const exits = await Promise.all(
    Array.from({ length: 40 }, (_, index) => runInHelperShell(`cd /tmp && echo ${index} && ${text(index)}`)),
  );
  for (const [index, { stdout }] of exits.entries())
    expect(stdout.toString()).toBe(`${index}\n${'y\n'.repeat(index).slice(0, index)}`);
  expect((await runInHelperShell('pwd')).stdout.toString()).toBe('/\n');
});

test('what only asks is asked once for all who wait with it, and a command that may change something is given each time', async () => {
  const file = join(await temporaryFolder(), 'asked');
  const ask = `echo asked >>${file}; wc -l <${file}`;
  const answers = async (changesNothing: boolean) => {
    // They keep all shells busy, so that what follows has to wait.
    const busy = Array.from({ length: availableParallelism() }, () => runInHelperShell(text(100_000)));
    const asked = Array.from({ length: 5 }, () => runInHelperShell(ask, changesNothing));
    await Promise.all(busy);
    return (await Promise.all(asked)).map(({ stdout }) => Number(stdout.toString())).toSorted();
  };
  expect(await answers(true)).toEqual([1, 1, 1, 1, 1]);
  // Whoever asks later gets an answer of then.
  expect(await answers(true)).toEqual([2, 2, 2, 2, 2]);
  const changed = await answers(false);
  expect(changed.at(-1)).toBe(7);
  // One that may change something is never joined, and neither is one that has begun.
  const [begun, ...later] = await Promise.all([runInHelperShell(ask, true), runInHelperShell(ask, true)]);
  expect(later[0]).not.toBe(begun);
});

test('a line with a zero byte is refused, as it is where a process is started directly', async () => {
  await expect(runInHelperShell('echo a\0b')).rejects.toThrow('zero byte');
});

test('a shell that is killed breaks off its line alone', async () => {
  const [killed, other] = await Promise.allSettled([
    runInHelperShell('kill -9 $$'),
    runInHelperShell('echo here'),
  ]);
  expect(killed.status).toBe('rejected');
  expect(other.status).toBe('fulfilled');
  expect((await runInHelperShell('echo again')).stdout.toString()).toBe('again\n');
});

test('a shell that is killed while it has nothing to do is not asked again', async () => {
  const exits = await Promise.all([runInHelperShell('echo $$'), runInHelperShell('echo $$')]);
  for (const { stdout } of exits) {
    const shell = Number(stdout.toString());
    process.kill(shell, 'SIGKILL');
    await vi.waitUntil(() => isReaped(shell));
  }
  expect((await runInHelperShell('echo again')).stdout.toString()).toBe('again\n');
});

/** Whether this process has taken note of the end of a process that it started. */
function isReaped(pid: number): boolean {
  try {
    return !process.kill(pid, 0);
  } catch {
    return true;
  }
}

/** One that has ended and that nobody has asked after is gone too. */
function isThere(pid: number): boolean {
  const state = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim();
  return state !== '' && !state.startsWith('Z');
}

test('nothing but a line keeps the program from its end, and a broken one is told', async () => {
  const program = `
    import { runInHelperShell } from ${JSON.stringify(new URL('helper-shell.ts', import.meta.url).href)};
    await runInHelperShell('true');
    for (let count = 0; count < 5; count += 1)
      await runInHelperShell('kill -9 $$').catch(({ message }) => console.log(message));
    await runInHelperShell('sleep 0.1; echo last').then(({ stdout }) => console.log(stdout.toString()));
  `;
  const flags = ['--experimental-strip-types', '--no-warnings', '--input-type=module', '-e', program];
  const { stdout } = await promisify(execFile)(process.execPath, flags);
  expect(stdout).toBe(`${'the shell that starts it has ended\n'.repeat(5)}last\n\n`);
});

test('what still runs at the end of the program is ended with it', async () => {
  const program = `
    import { runInHelperShell } from ${JSON.stringify(new URL('helper-shell.ts', import.meta.url).href)};
    runInHelperShell("sh -c 'echo $$ > " + process.argv[1] + "; exec sleep 300'");
    const told = await runInHelperShell('until [ -s ' + process.argv[1] + ' ]; do :; done; cat ' + process.argv[1]);
    console.log(told.stdout.toString());
    process.exit();
  `;
  const file = join(await temporaryFolder(), 'pid');
  const flags = ['--experimental-strip-types', '--no-warnings', '--input-type=module', '-e', program, file];
  const { stdout } = await promisify(execFile)(process.execPath, flags);
  const pid = Number(stdout);
  expect(pid).toBeGreaterThan(0);
  await vi.waitUntil(() => !isThere(pid));
});

test('a line gets nothing of the environment and cannot read the lines that follow', async () => {
  const [first, second] = await Promise.all([
    runInHelperShell('env | grep -v -e ^PWD= -e ^_= -e ^SHLVL= -e ^OLDPWD='),
    runInHelperShell('cat </dev/null; echo kept'),
  ]);
  expect(first.stdout.toString()).toBe('');
  expect(second.stdout.toString()).toBe('kept\n');
});

test('any words and any bytes arrive as they are', async () => {
  const word = fc.string({ unit: 'binary' }).map((string) => string.toWellFormed().replaceAll('\0', ''));
  await fc.assert(
    fc.asyncProperty(fc.array(word, { minLength: 1 }), fc.uint8Array(), async (words, array) => {
      const bytes = Buffer.from(array);
      const line = `printf '%s\\000' ${quoteWords(words)}; printf ${quoteBytes(bytes)} >&2`;
      const { stdout, stderr } = await runInHelperShell(line);
      expect(stdout.toString()).toBe(words.map((each) => `${each}\0`).join(''));
      expect(stderr).toEqual(bytes);
    }),
    {
      numRuns: 200,
      examples: [
        [[''], Uint8Array.from([45, 0])],
        [['-n', '--'], Uint8Array.from([37, 92])],
      ],
    },
  );
});
