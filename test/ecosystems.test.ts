import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runnerNames } from '../src/core/runners/runner-table.ts';
import { detectCommands } from '../src/verify/detect-commands.ts';
import { cheatKinds } from './languages/ecosystem.ts';
import { ecosystems } from './languages/ecosystems.ts';
import { filesOf } from './support/repository-files.ts';

const page = await readFile(resolve(import.meta.dirname, '../docs/evidence.md'), 'utf8');
const section = page.slice(page.indexOf('## Ecosystems'), page.indexOf('## Reports'));
const rows = section
  .split('\n')
  .filter((line) => /^\| [.A-Za-z]/.test(line) && !line.startsWith('| ecosystem |'))
  .map((line) => line.slice(2, -2).split(' | '));

/** The least that a project of each row has. */
const skeletons: Record<string, Record<string, string>> = {
  'JavaScript, TypeScript': { 'package.json': '{"scripts":{"test":"vitest run"}}' },
  'JavaScript, TypeScript, bun': { 'bun.lock': '', 'package.json': '{}', 'src/sum.test.ts': '' },
  'JavaScript, TypeScript, deno': { 'deno.json': '{}' },
  Python: { 'pytest.ini': '', 'tests/test_a.py': '' },
  Rust: { 'Cargo.toml': '[package]\nname = "shop"\n' },
  Go: { 'go.mod': 'module shop\n' },
  'Python, unittest': { 'tests/test_shop.py': 'import unittest\n' },
  'Java, Kotlin by Maven': { 'pom.xml': '' },
  'Java, Kotlin by Gradle': { 'build.gradle.kts': '', gradlew: '' },
  'C, C++ by CMake': { 'CMakeLists.txt': 'enable_testing()\n', Makefile: 'test:\n\ttrue\n' },
  'C, C++ by Meson': { 'meson.build': "test('a', a)\n" },
  'C, C++ by make': { Makefile: 'check:\n\t./tests\n' },
  '.NET': { 'Shop.sln': '' },
  '.NET, projects below': { 'src/Shop/Shop.csproj': '', 'tests/Shop.Tests/Shop.Tests.csproj': '' },
  Perl: { 'Makefile.PL': '', 't/a.t': '', 'lib/Shop.pm': '' },
  'shell, bats': { 'tests/a.bats': '' },
  'Ruby, RSpec': { '.rspec': '', 'spec/a_spec.rb': '' },
  'Ruby, RSpec with Bundler': { Gemfile: "gem 'rspec'\n", 'spec/a_spec.rb': '' },
  'Ruby, minitest': { Rakefile: 'Rake::TestTask.new\n', 'test/test_a.rb': '' },
  'Ruby on Rails': { Rakefile: 'Rails.application.load_tasks\n', 'bin/rails': '', 'test/a_test.rb': '' },
  'PHP, PHPUnit': { 'phpunit.xml': '', 'tests/ATest.php': '' },
  'PHP, PHPUnit by Composer': {
    'phpunit.xml.dist': '',
    'composer.json': '{"require-dev":{"phpunit/phpunit":"^11"}}',
  },
  'PHP, Pest': { 'composer.json': '{"require-dev":{"pestphp/pest":"^3"}}', 'tests/Unit/ATest.php': '' },
  "PHP, Composer's script": { 'composer.json': '{"scripts":{"test":"phpunit"}}' },
  'Lua, busted': { '.busted': '', 'spec/a_spec.lua': '' },
  'Elixir, ExUnit': { 'mix.exs': '' },
};

test.each(rows)('%s is found as the page says', async (name = '', file = '', command = '') => {
  const found = await detectCommands(filesOf(skeletons[name] ?? {}), '');
  expect(found).toEqual({ commands: [command.slice(1, -1)], source: file.slice(1, -1) });
});

test('each runner that a project of its own can have stands in the table, and in the one of reports', () => {
  const reports = rows.map(([, , , report = '']) => report).join(' ');
  const beside = ['junit', 'tap', 'stryker'];
  const missing = runnerNames.filter((name) => !beside.includes(name) && !reports.includes(name));
  expect(missing).toEqual([]);
  expect(rows.length).toBeGreaterThanOrEqual(Object.keys(skeletons).length);
});

describe.each(ecosystems)(
  '$name, as npm run test:languages plays it',
  ({ files, command, runner, cheats }) => {
    test('is found by its own files', async () => {
      expect((await detectCommands(filesOf(files), '')).commands).toEqual([command]);
    });

    test('has a row in the table, and cheats of each kind', () => {
      const own = runner === 'tap' ? 'TAP' : runner;
      expect(rows.filter(([, , , report = '']) => report.includes(own))).not.toEqual([]);
      expect(cheats.length).toBeGreaterThanOrEqual(5);
      const kinds = new Set(cheats.map(({ kind }) => kind));
      const lacking = cheatKinds.filter((kind) => !kinds.has(kind));
      // What runs its tests by a command of its own has no script; a test program of its own has no assertions but its end;
      // a report that nothing prints is none that a program could print.
      expect(lacking.filter((kind) => !['script', 'assertions', 'report'].includes(kind))).toEqual([]);
      expect(lacking.filter((kind) => kind !== 'report').length).toBeLessThan(2);
    });
  },
);

test('each ecosystem that must be played is', () => {
  const runners = new Set(ecosystems.map(({ runner }) => runner));
  const asked = ['rspec', 'minitest', 'phpunit', 'prove', 'maven', 'ctest', 'googletest', 'exunit', 'busted'];
  const more = ['bats', 'unittest', 'ava', 'tap', 'tape', 'uvu', 'bun', 'deno', 'meson'];
  expect([...asked, ...more].filter((runner) => !runners.has(runner))).toEqual([]);
  expect(new Set(ecosystems.map(({ name }) => name)).size).toBe(ecosystems.length);
});
