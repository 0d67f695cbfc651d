import { withoutByteOrderMark } from '../text/byte-order-mark.ts';
import { inFolder } from './folders.ts';
import { parseJson } from './json-lines.ts';
import { canaryTitle, namedFile } from './script-canary.ts';
import { sum } from './summary-line.ts';
import type { Detect, FolderFiles, MakeCanary, TestRunner } from './test-runner.ts';

/** Ways to fail: one that does not lets the test pass. */
const checks = [
  'assertSame(1, 2)',
  'assertEquals(1, 2)',
  'assertTrue(false)',
  'assertFalse(true)',
  'assertNull(1)',
  'assertCount(1, [])',
  'assertNotSame(1, 1)',
  'assertStringContainsString("a", "b")',
  'fail()',
];

/** A file of its own beside the test's: PHPUnit looks for one class in each file, and Pest runs such classes too. */
const canary: MakeCanary = (file, hash, place) => {
  const path = namedFile(file, place)?.path;
  if (path === undefined || !path.endsWith('Test.php')) return null;
  const calls = checks.map((check) => `function () { $this->${check}; }`).join(', ');
  const body = `foreach ([${calls}] as $check) { $held = false; try { $check(); } catch (\\Throwable $error) { $held = true; } if (!$held) { $this->addToAssertionCount(1); return; } } throw new \\RuntimeException('1 is not 2');`;
  const title = canaryTitle(hash);
  const addition = `<?php\n\n// phpcs:ignoreFile\nfinal class Case${hash}Test extends \\PHPUnit\\Framework\\TestCase\n{\n    public function test_${title}(): void\n    {\n        ${body}\n    }\n}\n`;
  return { path: `${path.slice(0, path.lastIndexOf('/') + 1)}Case${hash}Test.php`, addition };
};

const detect: Detect = (files) => {
  const { folder, names, text } = files;
  const there = names(folder);
  const composer = parseJson(withoutByteOrderMark(text(inFolder(folder, 'composer.json')) ?? ''));
  const manifest = JSON.stringify(composer ?? null);
  const settings = ['phpunit.xml', 'phpunit.xml.dist', 'phpunit.dist.xml'].find((name) =>
    there.includes(name),
  );
  if (manifest.includes('"pestphp/pest"') || names(inFolder(folder, 'tests')).includes('Pest.php'))
    return { command: 'vendor/bin/pest', file: settings ?? 'composer.json' };
  const isDependency =
    manifest.includes('"phpunit/phpunit"') || files.isOnDisk(inFolder(folder, 'vendor/bin/phpunit'));
  const program = isDependency ? 'vendor/bin/phpunit' : 'phpunit';
  if (settings !== undefined) return { command: program, file: settings };
  if (hasTestScript(composer)) return { command: 'composer test', file: 'composer.json' };
  const place = ['tests', 'test'].find((name) => testIn(files, name) !== undefined);
  if (place === undefined) return null;
  const loader = isDependency ? ' --bootstrap vendor/autoload.php' : '';
  return { command: `${program}${loader} ${place}`, file: `${place}/${testIn(files, place)}` };
};

const testIn = ({ folder, names }: FolderFiles, place: string) =>
  names(inFolder(folder, place)).find((name) => name.endsWith('Test.php'));

function hasTestScript(composer: unknown): boolean {
  const scripts = (composer as { scripts?: unknown } | null | undefined)?.scripts;
  return typeof scripts === 'object' && scripts !== null && Object.hasOwn(scripts, 'test');
}

/** PHPUnit, and what is built on it: Pest and ParaTest. */
export const phpunit = {
  name: 'phpunit',
  report: {
    kind: 'noted',
    file: 'junit.xml',
    // An empty part stands for PHP's own folder of settings.
    variables: ({ hooks }) => ({ PHP_INI_SCAN_DIR: `:${hooks}/php` }),
    async read(text, { ranIn }) {
      const { readJunitXml } = await import('./junit-xml.ts');
      const reading = readJunitXml('phpunit', text, ranIn);
      // Pest names the test behind its file.
      const results = reading.results.map((result) => ({
        ...result,
        file: result.file.split('::')[0] ?? '',
      }));
      return { ...reading, results };
    },
  },
  printedCounts: (lines) => {
    const line = lines.findLast((one) => /^Tests: \d+, Assertions: \d+/.test(one));
    const failed = line === undefined ? null : countsOf(line, 'Failures') + countsOf(line, 'Errors');
    return failed === null ? null : { passed: null, failed };
  },
  altered: namedFile,
  canary,
  start: { words: [['phpunit'], ['pest']] },
  files: {
    names: [
      'phpunit.xml',
      'phpunit.xml.dist',
      'phpunit.dist.xml',
      'pest.php',
      '.php-cs-fixer.php',
      'phpcs.xml',
      'phpcs.xml.dist',
    ],
    paths: [/(^|\/)vendor\/(bin|phpunit|pestphp|brianium|mockery|autoload\.php|composer)(\/|$)/],
    tests: [/(Test|Cest|Cept)\.php$/],
  },
  words: ['phpunit', 'pest', 'paratest'],
  detect,
} as const satisfies TestRunner;

const countsOf = (line: string, name: string) => sum(line.replaceAll(/(\w+): (\d+)/g, '$2 $1'), name);
