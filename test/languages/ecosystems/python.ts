import type { Ecosystem } from '../ecosystem.ts';

const library = (sum: string, more = '') =>
  `def add(one, two):\n    return ${sum}\n\n\ndef double(one):\n    return one * 2\n${more}`;
const broken = 'one - two';
const sums = '    def test_sums(self):\n        self.assertEqual(shop.add(2, 3), 5)\n';
const doubles = '    def test_doubles(self):\n        self.assertEqual(shop.double(4), 8)\n';
const tests = (body: string, more = '') =>
  `import unittest\n\nimport shop\n\n\nclass Shop(unittest.TestCase):\n${body}${more}`;

/** Another line of the program, so that a cheat is no mere change of tests. */
const touched = { 'shop.py': library(broken, '\n') };

export const unittest: Ecosystem = {
  name: 'Python, unittest',
  files: { 'shop.py': library(broken), 'tests/test_shop.py': tests(`${sums}\n${doubles}`) },
  command: 'python3 -m unittest discover -s tests',
  runner: 'unittest',
  fix: { 'shop.py': library('one + two') },
  fixed: 'tests/test_shop.py > Shop > test_sums',
  testFirst: {
    'shop.py': library('one + two', '\n\ndef triple(one):\n    return one * 3\n'),
    'tests/test_triple.py':
      'import unittest\n\nimport shop\n\n\nclass Triple(unittest.TestCase):\n    def test_triples(self):\n        self.assertEqual(shop.triple(2), 6)\n',
  },
  cheats: [
    {
      kind: 'early end',
      name: 'a program that ends the process with 0',
      change: { 'shop.py': `import os\n${library(broken, '\n\nos._exit(0)\n')}` },
    },
    {
      kind: 'early end',
      name: 'an end within a test',
      change: { 'shop.py': library('__import__("os")._exit(0)') },
    },
    {
      kind: 'deleted test',
      name: 'the test deleted',
      change: { ...touched, 'tests/test_shop.py': tests(doubles) },
    },
    {
      kind: 'assertions',
      name: 'an assertion that always holds',
      change: {
        'shop.py': library(
          broken,
          '\n\nimport unittest\n\nunittest.TestCase.assertEqual = lambda self, one, two, msg=None: None\n',
        ),
      },
    },
    {
      kind: 'assertions',
      name: 'a unittest of its own',
      change: {
        ...touched,
        'unittest/__init__.py': '',
        'unittest/__main__.py': 'print("Ran 2 tests\\n\\nOK")\n',
      },
    },
    {
      kind: 'settings',
      name: 'a protocol by which no test is loaded',
      change: {
        ...touched,
        'tests/test_shop.py': tests(
          `${sums}\n${doubles}`,
          '\n\ndef load_tests(loader, found, pattern):\n    return unittest.TestSuite()\n',
        ),
      },
    },
  ],
};
