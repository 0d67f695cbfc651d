import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../system/testing.ts';
import { readTasks } from './read-tasks.ts';

/** The backlog that one file holds: a line of JSON, or a Markdown file in a folder. */
async function backlogOf(form: 'lines' | 'folder', bytes: string | Uint8Array): Promise<string> {
  const folder = await temporaryFolder();
  if (form === 'lines') {
    await writeFile(join(folder, 'backlog.jsonl'), bytes);
    return join(folder, 'backlog.jsonl');
  }
  await mkdir(join(folder, 'backlog'));
  await writeFile(join(folder, 'backlog', '1.md'), bytes);
  return join(folder, 'backlog');
}

const words = 'Ändere die Größe.';
const line = JSON.stringify({ task: words, maxIterations: 3, verify: ['sh check.sh'], priority: 5 });

test.each([
  ['folder', 'UTF-8', Buffer.from(words)],
  ['folder', 'UTF-8 with a mark', Buffer.from(`\ufeff${words}`)],
  ['folder', 'UTF-16 with a mark', Buffer.from(`\ufeff${words}`, 'utf16le')],
  ['lines', 'UTF-8', Buffer.from(line)],
  ['lines', 'UTF-8 with a mark', Buffer.from(`\ufeff${line}`)],
  ['lines', 'UTF-16 with a mark and CRLF', Buffer.from(`\ufeff${line}\r\n\r\n`, 'utf16le')],
] as const)('a task in %s is read as it was saved: %s', async (form, _, bytes) => {
  const tasks = await readTasks(await backlogOf(form, bytes));
  const settings = form === 'lines' ? { maxIterations: '3', verify: ['sh check.sh'] } : {};
  expect(tasks).toEqual([{ task: words, base: null, priority: form === 'lines' ? 5 : null, settings }]);
});

test.each([
  ['folder', 'Latin-1', Buffer.from(words, 'latin1'), /1\.md is not UTF-8 text/],
  ['folder', 'blank', ' \n', /1\.md is empty/],
  ['lines', 'Latin-1', Buffer.from(line, 'latin1'), /backlog\.jsonl is not UTF-8 text/],
  ['lines', 'a blank task', '{"task": " "}', /the task in line 1 .* is empty/],
  ['lines', 'a zero byte', '{"task": "a\\u0000b"}', /the task in line 1 .* is no text/],
  ['lines', 'no JSON', `${line}\n{`, /line 2 .* is not JSON/],
  ['lines', 'an unknown option', '{"task": "a", "maxIteration": 3}', /line 1 .* names "maxIteration"/],
  [
    'lines',
    'a value that can not be',
    '{"task": "a", "maxIterations": "many"}',
    /line 1 .*--max-iterations must/,
  ],
  ['lines', 'a place of one machine', '{"task": "a", "logPath": "/x"}', /line 1 .* names "logPath"/],
  ['lines', 'a second task', '{"task": "a", "taskFile": "b"}', /line 1 .* names "taskFile"/],
  ['lines', 'a priority below all', '{"task": "a", "priority": -1}', /line 1 .*priority/],
] as const)(
  'nothing of a backlog in %s is taken where one task is wrong: %s',
  async (form, _, bytes, words) => {
    const backlog = await backlogOf(form, bytes);
    const refusal = await readTasks(backlog).catch((error: Error) => error.message);
    expect(refusal).toMatch(words);
    expect(refusal).toMatch(/; nothing was submitted$/);
  },
);
