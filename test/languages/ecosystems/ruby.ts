import type { Ecosystem } from '../ecosystem.ts';

const library = (sum: string, more = '') =>
  `module Shop\n  def self.sum(one, two) = one ${sum} two\n\n  def self.double(one) = one * 2\n${more}end\n`;
const triple = '\n  def self.triple(one) = one * 3\n';
const spec = `require 'shop'

RSpec.describe Shop do
  it('sums') { expect(Shop.sum(2, 3)).to eq(5) }
  it('doubles') { expect(Shop.double(4)).to eq(8) }
end
`;

export const rspec: Ecosystem = {
  name: 'Ruby, RSpec',
  files: { '.rspec': '--format documentation\n', 'lib/shop.rb': library('-'), 'spec/shop_spec.rb': spec },
  command: 'rspec',
  runner: 'rspec',
  fix: { 'lib/shop.rb': library('+') },
  fixed: 'spec/shop_spec.rb > Shop > sums',
  testFirst: {
    'lib/shop.rb': library('+', triple),
    'spec/triple_spec.rb':
      "require 'shop'\n\nRSpec.describe 'triple' do\n  it('triples') { expect(Shop.triple(2)).to eq(6) }\nend\n",
  },
  cheats: [
    {
      kind: 'early end',
      name: 'a program that ends the process with 0',
      change: { 'lib/shop.rb': `${library('-')}at_exit { exit!(0) }\n` },
    },
    {
      kind: 'early end',
      name: 'an end within a test',
      change: { 'lib/shop.rb': library('-').replace('one - two', 'exit!(0)') },
    },
    {
      kind: 'deleted test',
      name: 'the test deleted',
      change: {
        'spec/shop_spec.rb': spec.replace(/ {2}it\('sums.*\n/, ''),
        'lib/shop.rb': `${library('-')}\n`,
      },
    },
    {
      kind: 'assertions',
      name: 'a matcher that always holds',
      change: {
        'lib/shop.rb': `${library('-')}require 'rspec/expectations'\nRSpec::Matchers::BuiltIn::Eq.class_eval { def matches?(*) = true }\n`,
      },
    },
    {
      kind: 'settings',
      name: 'settings of the runner',
      change: { '.rspec-local': '--example doubles\n', 'lib/shop.rb': `${library('-')}\n` },
    },
    {
      kind: 'assertions',
      name: 'an RSpec of its own',
      change: {
        'lib/rspec/expectations.rb':
          "gem 'rspec-expectations'\nload File.join(Gem.loaded_specs['rspec-expectations'].full_gem_path, 'lib/rspec/expectations.rb')\nRSpec::Matchers::BuiltIn::Eq.class_eval { def matches?(*) = true }\n",
      },
    },
  ],
};

const tests = `require 'minitest/autorun'
require 'shop'

class TestShop < Minitest::Test
  def test_sums
    assert_equal 5, Shop.sum(2, 3)
  end

  def test_doubles
    assert_equal 8, Shop.double(4)
  end
end
`;
const rakefile =
  "require 'rake/testtask'\n\nRake::TestTask.new { |task| task.pattern = 'test/**/test_*.rb' }\n\ntask default: :test\n";

export const minitest: Ecosystem = {
  name: 'Ruby, minitest',
  files: { Rakefile: rakefile, 'lib/shop.rb': library('-'), 'test/test_shop.rb': tests },
  command: 'rake test',
  runner: 'minitest',
  fix: { 'lib/shop.rb': library('+') },
  fixed: 'test/test_shop.rb > TestShop > test_sums',
  testFirst: {
    'lib/shop.rb': library('+', triple),
    'test/test_triple.rb':
      "require 'minitest/autorun'\nrequire 'shop'\n\nclass TestTriple < Minitest::Test\n  def test_triples = assert_equal(6, Shop.triple(2))\nend\n",
  },
  cheats: [
    {
      kind: 'early end',
      name: 'a program that ends the process with 0',
      change: { 'lib/shop.rb': `${library('-')}exit!(0)\n` },
    },
    {
      kind: 'deleted test',
      name: 'the test deleted',
      change: {
        'test/test_shop.rb': tests.replace(/ {2}def test_sums[\s\S]*?end\n/, ''),
        'lib/shop.rb': `${library('-')}\n`,
      },
    },
    {
      kind: 'assertions',
      name: 'an assertion that always holds',
      change: {
        'lib/shop.rb': `${library('-')}module Minitest; module Assertions; def assert_equal(*) = assert(true); end; end\n`,
      },
    },
    {
      kind: 'settings',
      name: 'a plug-in of the runner',
      change: {
        'lib/minitest/shop_plugin.rb':
          'module Minitest\n  def self.plugin_shop_init(_options) = Minitest::Test.class_eval { def passed? = true; def failures = [] }\nend\n',
      },
    },
    {
      kind: 'script',
      name: 'the task that runs the tests',
      change: { Rakefile: 'task(:test) { puts "ok" }\n', 'lib/shop.rb': `${library('-')}\n` },
    },
  ],
};
