import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { EndedCommand, LeftToRead } from './read-tests.ts';
import { readTests } from './read-tests.ts';
import { createReportReader } from './report-reader.ts';

const program = new URL('./report-reader-program.ts', import.meta.url);

const ended: EndedCommand = {
  output: 'All is well.\n',
  isCut: false,
  reportFolder: '/nonexistent',
  sinceMs: 0,
  places: { root: '/shop', folder: '/shop' },
  outside: '/nonexistent',
  written: [],
};

/** A report of node:test with so many tests, each of them deep within others. */
function nested(tests: number): LeftToRead {
  const line = (name: string) =>
    `${JSON.stringify({ event: 'pass', name, nesting: 0, file: 'a.test.js' })}\n`;
  const lines = Array.from({ length: tests }, (_, index) => line(`test ${index}`));
  const text = ['{"event":"start"}\n', ...lines].join('');
  return {
    ended,
    left: [{ runner: 'node:test', folder: '/shop', path: 'report.ndjson', content: { text } }],
  };
}

async function programOf(text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'proofloop-reader-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, 'reader.mjs');
  await writeFile(path, text);
  return path;
}

const { signal } = new AbortController();

describe('createReportReader', () => {
  test('reads a large report in a thread as a small one without', async () => {
    const large = nested(20_000);
    const told = await createReportReader({ program, deadlineMs: 600_000 })(large, signal);
    expect(told).toEqual(await readTests(large));
    expect(told.tests?.passed).toHaveLength(20_000);
  });

  test('reads a small one at once: no thread is started for it', async () => {
    const reading = createReportReader({ program: '/nonexistent/program.js', deadlineMs: 1 });
    expect((await reading(nested(3), signal)).tests?.passed).toHaveLength(3);
  });

  const broken: [string, string, RegExp][] = [
    ['never ends', 'for (;;) {}', /could not be read within 0\.3 s$/],
    ['throws', "throw new Error('it broke')", /could not be read \(it broke\)$/],
    ['ends without an answer', 'process.exit()', /could not be read \(the reader ended without an answer\)$/],
  ];
  test.each(broken)(
    'gives a report that can not be relied on where the reader %s',
    async (_, text, problem) => {
      const deadlineMs = text.startsWith('for') ? 300 : 600_000;
      const told = await createReportReader({ program: await programOf(text), deadlineMs })(
        nested(20_000),
        signal,
      );
      expect(told.tests).toMatchObject({
        runner: 'node:test',
        passed: [],
        problems: [expect.stringMatching(problem)],
      });
      expect(told.output).toBe(ended.output);
    },
  );

  test('ends with the signal, and rejects with its reason', async () => {
    const stop = new AbortController();
    const reading = createReportReader({ program: await programOf('for (;;) {}'), deadlineMs: 600_000 });
    const told = reading(nested(20_000), stop.signal);
    stop.abort(new Error('interrupted'));
    await expect(told).rejects.toThrow('interrupted');
  });
});
