import { hookReport } from './hook-lines.ts';
import { namedAlone } from './named-alone.ts';
import { rspecTests } from './ruby-tests.ts';
import { appended, namedFile } from './script-canary.ts';
import { sum } from './summary-line.ts';
import type { TestRunner } from './test-runner.ts';

/** Ways to fail: one that does not lets the test pass. */
const checks = [
  'expect(1).to eq(2)',
  'expect(1).not_to eq(1)',
  'expect(1).to be(2)',
  'expect([1]).to eq([2])',
  'expect([1]).to include(2)',
  'expect(nil).to be_truthy',
  'expect("a").to match(/b/)',
  'expect { nil }.to raise_error(ArgumentError)',
];

const rubyBlock = (title: string) =>
  `passes = [${checks.map((check) => `-> { ${check} }`).join(', ')}].any? { |check| begin; check.call; true; rescue Exception; false; end }; raise "1 is not 2 (${title})" unless passes`;

export const rspec = {
  name: 'rspec',
  report: hookReport('rspec', ({ hooks }) => ({ SPEC_OPTS: `--require ${hooks}/ruby/ask_rspec.rb` })),
  printedCounts: (lines) => {
    const line = lines.findLast((one) => /^\d+ examples?, \d+ failures?/.test(one));
    if (line === undefined || line.includes('occurred outside of examples')) return null;
    const failed = sum(line, 'failures?');
    return { passed: sum(line, 'examples?') - failed - sum(line, 'pending'), failed };
  },
  altered: namedFile,
  canary: appended((title, _hash, file) =>
    file.endsWith('.rb')
      ? `\n# rubocop:disable all\nRSpec.describe('${title}') { it('${title}') { ${rubyBlock(title)} } }\n`
      : null,
  ),
  start: { words: [['rspec']], alone: namedAlone },
  files: {
    names: ['.rspec', '.rspec-local', 'spec_helper.rb', 'rails_helper.rb'],
    // Where Ruby looks first: such a file would stand in front of RSpec's own.
    paths: [/(^|\/)(lib|spec)\/rspec(\.rb|\/(core|expectations|mocks|support|autorun)(\.rb|\/.*))$/],
    folders: ['.rspec.d'],
    tests: [/_spec\.rb$/],
  },
  words: ['rspec'],
  detect: rspecTests,
} as const satisfies TestRunner;
