import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { payloadSchemas } from '../src/core/events.ts';
import { stopReasons, summarySchema } from '../src/core/summary-schema.ts';
import { encodeLog } from '../src/log/testing.ts';
import { temporaryFolder } from './support/run-fixture.ts';

const page = await readFile(new URL('../docs/log.md', import.meta.url), 'utf8');

/** The fields that the page lists for each event; 'the summary' stands for those of the summary. */
function documentedEvents(): Record<string, string[]> {
  const section = page.slice(page.indexOf('## Events'), page.indexOf('## The summary'));
  const rows = [...section.matchAll(/^\| `([a-z_]+)` \| (.+?) \| [^|]+ \|$/gm)];
  return Object.fromEntries(rows.map(([, name, payload]) => [name, fieldsOf(payload ?? '')]));
}

function fieldsOf(payload: string): string[] {
  if (payload === 'the summary') return Object.keys(summarySchema.shape);
  const withoutNotes = payload.replaceAll(/ \([^()]*(?:\([^()]*\)[^()]*)*\)/g, '');
  return withoutNotes.split(', ').map((field) => field.replaceAll('`', ''));
}

test('every event is documented with the fields of its payload, and no other', () => {
  const actual = Object.entries(payloadSchemas).map(([name, schema]) => [
    name,
    Object.keys(schema.shape).sort(),
  ]);
  const documented = Object.entries(documentedEvents()).map(([name, fields]) => [name, [...fields].sort()]);
  expect(Object.fromEntries(documented)).toEqual(Object.fromEntries(actual));
});

test('the summary and the stop reasons are listed as they are', () => {
  const listed = /printed by [^:]+:\n(.+)\.\n/.exec(page)?.[1] ?? '';
  expect(listed.split(', ').map((field) => field.replaceAll('`', ''))).toEqual(
    Object.keys(summarySchema.shape),
  );
  const reasons = /`stop_reason` is one of (.+)\.\n/.exec(page)?.[1] ?? '';
  expect(reasons.split(', ').map((reason) => reason.replaceAll('`', ''))).toEqual([...stopReasons]);
});

test('the check of the chain by hand finds a changed line, and nothing in a whole log', async () => {
  const script =
    page
      .split('```sh\n')
      .find((block) => block.startsWith('prev='))
      ?.split('```')[0] ?? '';
  expect(script).toContain('sha256sum');
  const folder = await temporaryFolder();
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  const lines = encodeLog(signals.map((signal) => ({ event: 'stop_requested', payload: { signal } })));
  const check = async (text: string) => {
    await writeFile(join(folder, 'loop.jsonl'), text);
    return execFileSync('sh', ['-c', script], { cwd: folder, encoding: 'utf8' });
  };
  const whole = `${lines.join('\n')}\n`;
  expect(await check(whole)).toBe('');
  expect(await check(whole.replace('SIGTERM', 'SIGKILL'))).toContain('broken before: {"ts"');
});
