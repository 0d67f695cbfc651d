import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';

/** Every node process of a command loads it, so that it holds what asks runners for reports and nothing that reads them. */
test('what is loaded into the processes of a command is small, and can be read by an old node', async () => {
  const text = await readFile(
    resolve(import.meta.dirname, '../dist/node_modules/ask-for-report/ask-for-report.cjs'),
    'utf8',
  );
  expect(text.length).toBeLessThan(30_000);
  expect(text).toContain('--outputFile.json=');
  expect(text).not.toMatch(/\bzod\b|case_|\?\?|\?\./);
});
