import { shellWord } from '../text/shell-word.ts';
import { pytestRoot } from './pytest-root.ts';
import { pythonTests } from './python-detection.ts';
import { appended, namedFile } from './script-canary.ts';
import { sum } from './summary-line.ts';
import type { TestRunner } from './test-runner.ts';

export const pytest = {
  name: 'pytest',
  report: {
    kind: 'left',
    // Pytest puts in the folder that it was started in, so that two of them write two reports.
    variables: (folder) => ({
      PYTEST_ADDOPTS: `${shellWord(`--junitxml=${folder}/pytest$PWD/pytest.xml`)} -o junit_family=xunit1`,
    }),
    place: 'pytest',
    file: 'pytest.xml',
    hasWay: true,
    async read(text, seen) {
      const { readPytestXml } = await import('./pytest-xml.ts');
      const reading = readPytestXml(text);
      return { ...reading, folder: pytestRoot(reading, seen) };
    },
    missing: missingReport,
  },
  printedCounts: (lines) => {
    const line = lines.findLast(isSummary);
    return line === undefined
      ? null
      : { passed: sum(line, 'passed', 'xpassed'), failed: sum(line, 'failed') };
  },
  altered: namedFile,
  canary: appended((title, _hash, file) =>
    file.endsWith('.py') ? `\n\ndef test_${title}():\n    assert 1 == 2\n` : null,
  ),
  files: {
    names: ['pytest.ini', '.pytest.ini', 'pytest.toml', '.pytest.toml', 'conftest.py'],
    modules: ['pytest', '_pytest', 'pluggy', 'iniconfig', 'unittest', 'doctest'],
    tests: [/^test_.*\.py$/, /(_test|^tests)\.py$/],
  },
  words: ['pytest', 'unittest'],
  detect: pythonTests,
} as const satisfies TestRunner;

/** `3 passed, 1 failed in 0.12s`, perhaps between equals signs. */
function isSummary(line: string): boolean {
  const at = line.lastIndexOf(' in ');
  return at > 0 && /^[\d.]+s/.test(line.slice(at + 4, at + 40)) && /^(?:=+ )?\d+ \w/.test(line);
}

/** It writes its report at its end: one that began and left none has not come to it. */
function missingReport(lines: readonly string[], found: number): string | null {
  const begun = lines.filter((line) => /^=+ test session starts =+$/.test(line)).length;
  const elsewhere = lines.filter(
    (line) => /^-+ generated xml file: /.test(line) && / -+$/.test(line) && !line.includes(ownReport),
  ).length;
  if (begun - elsewhere <= found) return null;
  return found === 0
    ? 'the report of pytest was never written: it ended before its tests did'
    : `pytest ran ${begun} times and left ${found} reports: of several runs in one folder only the last one's stays`;
}

const ownReport = 'proofloop/reports/';
