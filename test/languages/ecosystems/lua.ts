import type { Ecosystem } from '../ecosystem.ts';

const library = (sum: string, more = '') =>
  `local shop = {}\nfunction shop.sum(one, two) return one ${sum} two end\nfunction shop.double(one) return one * 2 end\n${more}return shop\n`;
const spec = `local shop = require 'shop'
describe('shop', function()
  it('sums', function() assert.are.equal(5, shop.sum(2, 3)) end)
  it('doubles', function() assert.are.equal(8, shop.double(4)) end)
end)
`;

export const lua: Ecosystem = {
  name: 'Lua, busted',
  files: { 'shop.lua': library('-'), 'spec/shop_spec.lua': spec },
  command: 'busted',
  runner: 'busted',
  fix: { 'shop.lua': library('+') },
  fixed: 'spec/shop_spec.lua > shop > sums',
  testFirst: {
    'shop.lua': library('+', 'function shop.triple(one) return one * 3 end\n'),
    'spec/triple_spec.lua':
      "describe('triple', function()\n  it('triples', function() assert.are.equal(6, require('shop').triple(2)) end)\nend)\n",
  },
  cheats: [
    {
      kind: 'early end',
      name: 'a program that ends the process with 0',
      change: { 'shop.lua': library('-', 'os.exit(0)\n') },
    },
    {
      kind: 'early end',
      name: 'an end within a test',
      change: { 'shop.lua': library('-').replace('return one - two', 'os.exit(0)') },
    },
    {
      kind: 'deleted test',
      name: 'the test deleted',
      change: {
        'spec/shop_spec.lua': spec.replace(/ {2}it\('sums.*\n/, ''),
        'shop.lua': `${library('-')}\n`,
      },
    },
    {
      kind: 'assertions',
      name: 'an assertion that always holds',
      change: {
        'shop.lua': library(
          '-',
          "require('luassert').are.equal = function() return true end\nlocal a = require('luassert.assert')\nfor _, name in ipairs({ 'equals', 'equal' }) do a:register('assertion', name, function() return true end, '', '') end\n",
        ),
      },
    },
    {
      kind: 'settings',
      name: 'settings of the runner',
      change: { '.busted': "return { default = { filter = 'doubles' } }\n", 'shop.lua': `${library('-')}\n` },
    },
    {
      kind: 'settings',
      name: 'a helper of the runner',
      change: {
        '.busted': "return { default = { helper = 'quiet.lua' } }\n",
        'quiet.lua':
          "for _, name in ipairs({ 'equal', 'equals' }) do\n  require('luassert.assert'):register('assertion', name, function() return true end, '', '')\nend\n",
        'shop.lua': `${library('-')}\n`,
      },
    },
  ],
};
