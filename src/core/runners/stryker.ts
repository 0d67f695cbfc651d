import { z } from 'zod';
import { parseJson } from './json-lines.ts';
import { type ReportedOutcome, type ReportReading, type TestResult, unreadable } from './report.ts';
import type { TestRunner } from './test-runner.ts';

const position = z.object({ line: z.number().int().positive(), column: z.number().int().positive() });

const outcomes = {
  Killed: 'passed',
  Timeout: 'passed',
  Survived: 'failed',
  NoCoverage: 'failed',
  Ignored: 'skipped',
  CompileError: 'skipped',
  RuntimeError: 'skipped',
} as const satisfies Record<string, ReportedOutcome>;

const mutantSchema = z.object({
  mutatorName: z.string(),
  replacement: z.string().optional(),
  status: z.enum([...(Object.keys(outcomes) as (keyof typeof outcomes)[]), 'Pending']),
  location: z.object({ start: position, end: position }),
});

/** The part of mutation testing's common report format that says what became of each mutant. */
const schema = z.object({
  schemaVersion: z.string(),
  files: z.record(z.string(), z.object({ source: z.string(), mutants: z.array(mutantSchema) })),
});

type Mutant = z.infer<typeof mutantSchema>;

/** Reads the JSON report of StrykerJS: a mutant that was noticed has passed, one that was not has failed. */
export function readStrykerJson(text: string, root: string): ReportReading {
  const report: ReportReading = { folder: root, results: [], counts: null, problems: [] };
  const parsed = schema.safeParse(parseJson(text));
  if (!parsed.success) return unreadable('the report of stryker is cut off or malformed');
  for (const [file, { source, mutants }] of Object.entries(parsed.data.files)) {
    const lines = source.split(/\r\n|[\n\r\u2028\u2029]/);
    for (const mutant of mutants) {
      if (mutant.status === 'Pending')
        report.problems.push('the report of stryker has mutants without an outcome');
      else report.results.push(resultOf(file, mutant, mutant.status, lines));
    }
  }
  return report;
}

function resultOf(
  file: string,
  { location: { start, end }, mutatorName, replacement }: Mutant,
  status: keyof typeof outcomes,
  lines: readonly string[],
): TestResult {
  const change = `${shortened(between(lines, start, end))} -> ${shortened(replacement ?? '')}`;
  const name = `${start.line}:${start.column} ${mutatorName}: ${change}`;
  return { file, names: [name], outcome: outcomes[status] };
}

type Position = z.infer<typeof position>;

/** Of a long piece of code only the lines at its two ends: more of it is not shown, and many mutants may span it. */
function between(lines: readonly string[], start: Position, end: Position): string {
  const [first, last] = [start.line - 1, end.line - 1];
  const shown =
    last - first < 2 * shownLines
      ? lines.slice(first, end.line)
      : [...lines.slice(first, first + shownLines), ...lines.slice(end.line - shownLines, end.line)];
  // The end first: both may be on the same line.
  if (shown.length === 0) return '';
  const ended = shown.with(-1, (shown.at(-1) ?? '').slice(0, end.column - 1));
  return ended.with(0, (ended[0] ?? '').slice(start.column - 1)).join(' ');
}

const shownLines = 20;

const shownCharacters = 80;

/** On one line; a long text by its beginning and end. */
function shortened(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  if (line.length <= shownCharacters) return line;
  const half = shownCharacters / 2 - 2;
  return `${line.slice(0, half)}... ${line.slice(-half)}`;
}

/** It runs at the top, wherever the command does. */
export const stryker = {
  name: 'stryker',
  report: {
    kind: 'left',
    place: 'stryker',
    file: 'report.json',
    hasWay: false,
    read: (text, { places }) => readStrykerJson(text, places.root),
  },
  files: { stems: ['stryker'], fields: ['stryker'] },
} as const satisfies TestRunner;
