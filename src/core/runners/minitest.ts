import { hookReport } from './hook-lines.ts';
import { minitestTests } from './ruby-tests.ts';
import { appended, namedFile } from './script-canary.ts';
import { sum } from './summary-line.ts';
import type { TestRunner } from './test-runner.ts';

/** Ways to fail: one that does not lets the test pass. */
const checks = [
  'assert(false)',
  'assert_equal(1, 2)',
  'refute(true)',
  'refute_equal(1, 1)',
  'assert_nil(1)',
  'assert_includes([1], 2)',
  'assert_match(/b/, "a")',
  'assert_raises(ArgumentError) { nil }',
  'flunk',
];

/** Loaded by Minitest's own search for plug-ins, wherever it is started. */
export const minitest = {
  name: 'minitest',
  report: hookReport('minitest', ({ hooks }) => ({ RUBYLIB: `${hooks}/ruby` })),
  printedCounts: (lines) => {
    const line = lines.findLast((one) =>
      /^\d+ (runs|tests), \d+ assertions, \d+ failures, \d+ errors/.test(one),
    );
    if (line === undefined) return null;
    const failed = sum(line, 'failures', 'errors');
    return { passed: sum(line, 'runs', 'tests') - failed - sum(line, 'skips'), failed };
  },
  altered: namedFile,
  canary: appended((title, _hash, file) =>
    file.endsWith('.rb')
      ? `\n# rubocop:disable all\nif defined?(Minitest::Test)\n  class C${title} < Minitest::Test\n    def test_${title}\n      passes = [${checks.map((check) => `-> { ${check} }`).join(', ')}].any? { |check| begin; check.call; true; rescue Exception; false; end }\n      raise '1 is not 2' unless passes\n    end\n  end\nend\n`
      : null,
  ),
  start: {
    words: [
      ['rake', 'test'],
      ['rails', 'test'],
      ['bin/rails', 'test'],
    ],
  },
  files: {
    names: ['test_helper.rb'],
    // Where Ruby looks first, and where Minitest looks for plug-ins.
    paths: [
      /(^|\/)(lib|test)\/minitest(\.rb|\/(autorun|test|unit|spec|assertions|expectations|mock|parallel|reporters?|hell|pride)(\.rb|\/.*))$/,
      /(^|\/)minitest\/\w+_plugin\.rb$/,
      /(^|\/)(lib|test)\/test\/unit(\.rb|\/.*)$/,
    ],
    folders: ['rakelib'],
    patterns: [/\.rake$/],
    tests: [/^test_.*\.rb$/, /_test\.rb$/],
  },
  words: ['minitest', 'rake'],
  detect: minitestTests,
} as const satisfies TestRunner;
