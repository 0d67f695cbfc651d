import { shellWord } from '../text/shell-word.ts';
import { namedAlone } from './named-alone.ts';
import { pytestRoot } from './pytest-root.ts';
import { pythonTests } from './python-detection.ts';
import { notAsked, overwritten } from './report.ts';
import { appended, namedFile } from './script-canary.ts';
import { sum } from './summary-line.ts';
import type { TestRunner } from './test-runner.ts';

export const pytest = {
  name: 'pytest',
  report: {
    kind: 'left',
    // Pytest puts in the folder that it was started in, and its process, so that two of them write two reports.
    variables: ({ reports }) => ({
      PYTEST_ADDOPTS: `${shellWord(`--junitxml=${reports}/pytest$PWD/pytest-$PROOFLOOP_PROCESS.xml`)} -o junit_family=xunit1`,
      // Of an environment, tox passes on what it is told to: in version 3, and in later ones.
      TOX_TESTENV_PASSENV: passedOn.join(' '),
      TOX_OVERRIDE: `testenv.pass_env+=${passedOn.join(',')}`,
    }),
    place: 'pytest',
    file: /^pytest(-[^/]*)?\.xml$/,
    hasWay: true,
    async read(text, seen) {
      const { readPytestXml } = await import('./pytest-xml.ts');
      const reading = readPytestXml(text);
      // Where the folder was not known to it, its name is in the path as it was given.
      const at = seen.report.lastIndexOf('/');
      const ranIn = at < 0 ? '' : `/${seen.report.slice(0, at)}`;
      return { ...reading, folder: pytestRoot(reading, { ...seen, ranIn }) };
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
  start: {
    words: [['pytest'], ['py.test']],
    valued: [
      '-k',
      '-m',
      '-p',
      '-c',
      '-o',
      '-n',
      '-W',
      '--rootdir',
      '--ignore',
      '--maxfail',
      '--tb',
      '--timeout',
    ],
    flags: [
      '-q',
      '-v',
      '-vv',
      '-s',
      '-x',
      '-ra',
      '-rA',
      '--quiet',
      '--verbose',
      '--cov',
      '--no-header',
      '-l',
    ],
    alone: namedAlone,
  },
  files: {
    names: ['pytest.ini', '.pytest.ini', 'pytest.toml', '.pytest.toml', 'conftest.py'],
    modules: ['pytest', '_pytest', 'pluggy', 'iniconfig', 'unittest', 'doctest'],
    tests: [/^test_.*\.py$/, /(_test|^tests)\.py$/],
  },
  words: ['pytest', 'unittest'],
  detect: pythonTests,
} as const satisfies TestRunner;

const passedOn = ['PYTEST_ADDOPTS', 'PYTHONPATH', 'PROOFLOOP_*'];

/** `3 passed, 1 failed in 0.12s`, perhaps between equals signs. */
function isSummary(line: string): boolean {
  const at = line.lastIndexOf(' in ');
  return at > 0 && /^[\d.]+s/.test(line.slice(at + 4, at + 40)) && /^(?:=+ )?\d+ \w/.test(line);
}

/** It writes its report at its end: one that began and left none has not come to it, or was not asked. */
function missingReport(lines: readonly string[], found: number): string | null {
  const count = (isMeant: (line: string) => boolean) => lines.filter(isMeant).length;
  const begun = count((line) => /^=+ test session starts =+$/.test(line));
  const ended = count((line) => /^=+ .{1,400} in \d[\d.]*s\b.{0,40} =+$/.test(line));
  const elsewhere = count(
    (line) => /^-+ generated xml file: /.test(line) && / -+$/.test(line) && !line.includes(ownReport),
  );
  if (begun - elsewhere <= found) return null;
  if (ended >= begun) return found === 0 ? notAsked('pytest') : overwritten('pytest');
  return 'the report of pytest was never written: it ended before its tests did';
}

const ownReport = 'proofloop/reports/';
