import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { describe, expect, test } from 'vitest';
import { githubAnnotations } from './github-annotations.ts';
import type { JudgementReport } from './judgement-report.ts';
import { judgementText } from './judgement-text.ts';
import { junitReport } from './junit-report.ts';
import { markdownReport } from './markdown-report.ts';
import { sarifReport } from './sarif-report.ts';

/** Whatever a change can name: markup of each form, commands of GitHub, of a terminal, line breaks. */
const hostile =
  'a`` ](http://evil) <img src=x> @everyone \u001b[31m\r\n::error::x\n</testcase>&"\' \u0000\ufffe \ud800 ]]> %0A::set-output';
const hostilePath = 'test/a (b)],:%\n::warning::x.js';

const report: JudgementReport = {
  runId: '20260131-235959123-7f3a',
  verdict: 'needs_review',
  reasons: [`tests of the base are missing: ${hostile}`],
  base: 'a'.repeat(40),
  head: 'b'.repeat(40),
  files: [hostilePath],
  newlyPassing: [hostile],
  altered: [{ path: hostilePath, kind: 'test', change: 'modified', lines: [{ from: 3, to: 5 }] }],
  allowed: [],
  careful: [{ path: '.github/workflows/ci.yml', effect: 'runs in CI, with its secrets' }],
  verification: null,
  level: 'verified',
  tests: { passed: [], failed: [], skipped: [] },
  durationMs: 1500,
  runs: 3,
  remembered: 1,
  repeat: "proofloop judge --base abc --verify 'npm test'",
  certificate: [],
  logPath: '/tmp/loop.jsonl',
};

describe('the report', () => {
  test('as text names the lines, and nothing in it steers a terminal or begins a line of its own', () => {
    const lines = judgementText(report);
    expect(lines[0]).toMatch(/^needs review: /);
    expect(lines.join('\n')).toContain('x.js:3-5 (modified)');
    expect(lines.join('')).not.toContain('\u001b');
    expect(lines.filter((line) => /[\r\n]/.test(line) || line.startsWith('::'))).toEqual([]);
  });

  test('as Markdown keeps every foreign text in code, and links the lines', () => {
    const markdown = markdownReport(report, 'https://example.org/o/r/blob/abc');
    const outside = markdown.replaceAll(/(`+) .*? \1/g, 'CODE');
    for (const word of ['evil', '<img', '@everyone', '::error', '\u001b']) {
      expect(markdown.includes('evil')).toBe(true);
      expect(outside).not.toContain(word);
    }
    expect(outside).toContain('[3-5](https://example.org/o/r/blob/abc/test/a%20%28b%29');
    expect(outside).toContain('#L3-L5)');
    expect(markdownReport(report, null)).toContain(': line 3-5');
  });

  test('as JUnit is well-formed, with a case for each thing that was asked', () => {
    const xml = junitReport(report);
    expect(XMLValidator.validate(xml)).toBe(true);
    const parsed = new XMLParser({ ignoreAttributes: false }).parse(xml);
    const { testsuite } = parsed.testsuites;
    expect(testsuite['@_tests']).toBe('3');
    expect(testsuite['@_failures']).toBe('2');
    expect(testsuite.testcase.map((one: Record<string, string>) => one['@_classname'])).toEqual([
      'proofloop.verdict',
      'proofloop.passes only now',
      'proofloop.test or test configuration',
    ]);
    // The control: as it is, the text ends the element that it stands in.
    expect(XMLValidator.validate(xml.replace('tests of the base are missing', '</failure>'))).not.toBe(true);
  });

  test('as SARIF 2.1.0 has file and line of what was altered', () => {
    const log: unknown = JSON.parse(sarifReport(report, '1.2.3'));
    if (!isSarif(log)) return expect.fail('it is no SARIF');
    const [run] = log.runs;
    expect(run?.results.map(({ ruleId, level }) => [ruleId, level])).toEqual([
      ['verdict', 'error'],
      ['verdict', 'error'],
      ['altered-test', 'warning'],
      ['runs-by-itself', 'note'],
    ]);
    expect(run?.results[2]?.locations[0]?.physicalLocation).toMatchObject({
      artifactLocation: { uri: 'test/a%20(b)%5D%2C%3A%25%0A%3A%3Awarning%3A%3Ax.js' },
      region: { startLine: 3, endLine: 5 },
    });
    expect(run?.results[1]?.message.text).not.toMatch(/(?<!\\)\]/);
    const rules = run?.tool.driver.rules.map(({ id }) => id);
    expect(run?.results.filter(({ ruleId }) => !rules?.includes(ruleId))).toEqual([]);
    const uris = log.runs[0]?.results.flatMap(({ locations }) => locations.map((one) => JSON.stringify(one)));
    expect(uris?.filter((text) => !/"uri":"[\w./~%()!'*-]+"/.test(text))).toEqual([]);
    // The control: a property that no log has, and a line that no file has.
    expect(isSarif({ ...log, extra: 1 })).toBe(false);
    const text = JSON.stringify(log);
    expect(isSarif(JSON.parse(text.replace('"startLine":3', '"startLine":0')))).toBe(false);
  });

  test("as GitHub's annotations is one line for each, whatever the texts hold", () => {
    const lines = githubAnnotations(report);
    expect(lines.map((line) => /^::(\w+) /.exec(line)?.[1])).toEqual(['error', 'warning', 'notice']);
    expect(lines.filter((line) => /[\r\n]/.test(line))).toEqual([]);
    expect(lines[1]).toContain('file=test/a (b)]%2C%3A%25%0A%3A%3Awarning%3A%3Ax.js,line=3,endLine=5');
  });
});

interface SarifLog {
  runs: {
    tool: { driver: { rules: { id: string }[] } };
    results: {
      ruleId: string;
      level: string;
      message: { text: string };
      locations: { physicalLocation: object }[];
    }[];
  }[];
}

/** By the schema of SARIF 2.1.0. Its version of JSON Schema is an older one, of which it uses nothing that has changed but `id`. */
function isSarif(log: unknown): log is SarifLog {
  const path = join(import.meta.dirname, '../../../test/fixtures/sarif-2.1.0-rtm.5.json');
  const { id: _id, $schema: _schema, ...schema } = JSON.parse(readFileSync(path, 'utf8'));
  const ajv = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false });
  return ajv.validate(schema, log);
}
