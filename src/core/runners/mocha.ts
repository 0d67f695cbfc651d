import { z } from 'zod';
import { readJsonLines } from './json-lines.ts';
import { namedAlone } from './named-alone.ts';
import type { ReportReading, TestResult } from './report.ts';
import { appended, assertions, failing, namedFile, unlinted } from './script-canary.ts';
import { sum } from './summary-line.ts';
import type { TestRunner } from './test-runner.ts';

const schema = z.object({
  event: z.enum(['start', 'pass', 'fail', 'pending', 'unloadable', 'end']),
  path: z.array(z.string()).default([]),
  file: z.string().default(''),
  hook: z.boolean().default(false),
});

const outcomes = { pass: 'passed', fail: 'failed', pending: 'skipped', unloadable: 'failed' } as const;

/** Reads what was written down while mocha ran. */
export function readMochaLines(text: string, folder: string): ReportReading {
  const { values, unreadable } = readJsonLines(text, schema);
  const problems: string[] = [];
  if (unreadable > 0 || values.at(-1)?.event !== 'end') {
    problems.push('the report of mocha is cut off or malformed: mocha ended before its tests did');
  }
  const results: TestResult[] = [];
  for (const { event, path, file, hook } of values) {
    if (event === 'start' || event === 'end') continue;
    // A hook that breaks fails what it stands in, whatever the runner calls it.
    const isAround = hook && event === 'fail' && (path.length > 1 || file !== '');
    const names = event === 'unloadable' ? [] : isAround ? path.slice(0, -1) : path;
    results.push({ file, names, outcome: outcomes[event] });
  }
  const count = (event: string) => values.filter((value) => value.event === event).length;
  const counts = { passed: count('pass'), failed: count('fail') };
  return { folder, results, counts, problems };
}

export const mocha = {
  name: 'mocha',
  report: { kind: 'noted', file: 'report.jsonl', read: (text, { ranIn }) => readMochaLines(text, ranIn) },
  printedCounts: (lines) => {
    const at = lines.findLastIndex((one) => /^ *\d+ passing \(/.test(one));
    if (at === -1) return null;
    const failed = lines.slice(at).find((one) => /^ *\d+ failing$/.test(one)) ?? '';
    return { passed: sum(lines[at] ?? '', 'passing'), failed: sum(failed, 'failing') };
  },
  altered: namedFile,
  canary: appended(
    (title, hash, _file, rules) =>
      `\n${unlinted}\n// @ts-ignore\n;(typeof it === 'function' ? it : test)('${title}', async () => { ${failing(assertions(hash, rules))} });\n`,
  ),
  start: {
    words: [['mocha'], ['_mocha']],
    valued: [
      '--require',
      '-r',
      '--import',
      '--timeout',
      '-t',
      '--reporter',
      '-R',
      '--ui',
      '-u',
      '--config',
      '--file',
    ],
    flags: ['--exit', '--recursive', '--bail', '-b', '--check-leaks', '--colors', '--parallel', '-p'],
    alone: namedAlone,
  },
  files: {
    names: ['.mocharc'],
    stems: ['mocha'],
    patterns: [/^\.mocharc(\.[cm]?[jt]s|\.json5?|\.ya?ml|\.toml)?$/],
    packages: [/^mocha$|^chai$/],
    fields: ['mocha'],
  },
  words: ['mocha'],
  program: 'mocha',
} as const satisfies TestRunner;
