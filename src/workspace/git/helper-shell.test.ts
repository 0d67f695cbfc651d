import fc from 'fast-check';
import { expect, test } from 'vitest';
import { quoteBytes, quoteWords, runInHelperShell } from './helper-shell.ts';

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

test('a shell that is killed breaks off its line alone', async () => {
  const [killed, other] = await Promise.allSettled([
    runInHelperShell('kill -9 $$'),
    runInHelperShell('echo here'),
  ]);
  expect(killed.status).toBe('rejected');
  expect(other.status).toBe('fulfilled');
  expect((await runInHelperShell('echo again')).stdout.toString()).toBe('again\n');
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
