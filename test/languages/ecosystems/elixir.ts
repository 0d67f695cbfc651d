import type { Ecosystem } from '../ecosystem.ts';

const library = (sum: string, more = '') =>
  `defmodule Shop do\n  def sum(one, two), do: ${sum}\n\n  def double(one), do: one * 2\n${more}end\n`;
const broken = 'one - two';
const test = (name: string, body: string) => `defmodule ${name} do\n  use ExUnit.Case\n\n${body}end\n`;
const sums = '  test "sums" do\n    assert Shop.sum(2, 3) == 5\n  end\n';
const doubles = '  test "doubles" do\n    assert Shop.double(4) == 8\n  end\n';
const manifest = (more = '') =>
  `defmodule Shop.MixProject do\n  use Mix.Project\n\n  def project do\n    [app: :shop, version: "0.1.0"${more}]\n  end\nend\n`;

export const elixir: Ecosystem = {
  name: 'Elixir, ExUnit',
  files: {
    '.gitignore': '_build/\n',
    'mix.exs': manifest(),
    'lib/shop.ex': library(broken),
    'test/test_helper.exs': 'ExUnit.start()\n',
    'test/shop_test.exs': test('ShopTest', sums + doubles),
  },
  command: 'mix test',
  runner: 'exunit',
  fix: { 'lib/shop.ex': library('one + two') },
  fixed: 'test/shop_test.exs > ShopTest > sums',
  testFirst: {
    'lib/shop.ex': library('one + two', '\n  def triple(one), do: one * 3\n'),
    'test/triple_test.exs': test(
      'TripleTest',
      '  test "triples" do\n    assert Shop.triple(2) == 6\n  end\n',
    ),
  },
  cheats: [
    {
      kind: 'early end',
      name: 'an end within a test',
      change: { 'lib/shop.ex': library('System.halt(0) || one + two') },
    },
    {
      kind: 'early end',
      name: 'an end while the tests are loaded',
      change: { 'lib/shop.ex': library(broken, '  if Mix.env() == :test, do: System.halt(0)\n') },
    },
    {
      kind: 'deleted test',
      name: 'the test deleted',
      change: { 'test/shop_test.exs': test('ShopTest', doubles), 'lib/shop.ex': library(broken, '\n') },
    },
    {
      kind: 'settings',
      name: 'settings of the runner',
      change: {
        'test/test_helper.exs': 'ExUnit.start(exclude: [test: :"test sums"])\n',
        'lib/shop.ex': library(broken, '\n'),
      },
    },
    {
      kind: 'script',
      name: 'an alias for the tests',
      change: {
        'mix.exs': manifest(', aliases: [test: "run -e :ok"]'),
        'lib/shop.ex': library(broken, '\n'),
      },
    },
  ],
};
