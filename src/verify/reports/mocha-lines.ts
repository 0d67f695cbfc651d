import { z } from 'zod';
import { readJsonLines } from './json-lines.ts';
import type { Report, TestResult } from './report.ts';

const schema = z.object({
  event: z.enum(['start', 'pass', 'fail', 'pending', 'unloadable', 'end']),
  path: z.array(z.string()).default([]),
  file: z.string().default(''),
  hook: z.boolean().default(false),
});

const outcomes = { pass: 'passed', fail: 'failed', pending: 'skipped', unloadable: 'failed' } as const;

/** Reads what was written down while mocha ran. */
export function readMochaLines(text: string): Report {
  const { values, unreadable } = readJsonLines(text, schema);
  const problems: string[] = [];
  if (unreadable > 0 || values.at(-1)?.event !== 'end') {
    problems.push('the report of mocha is cut off or malformed: mocha ended before its tests did');
  }
  const results: TestResult[] = [];
  for (const { event, path, file } of values) {
    if (event === 'start' || event === 'end') continue;
    results.push({ file, names: event === 'unloadable' ? [] : path, outcome: outcomes[event] });
  }
  const count = (event: string) => values.filter((value) => value.event === event).length;
  const counts = { passed: count('pass'), failed: count('fail') };
  return { runner: 'mocha', folder: null, results, counts, problems };
}
