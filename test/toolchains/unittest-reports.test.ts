import { expect, test } from 'vitest';
import { testsOf, verifyFiles } from '../support/verified-project.ts';

const files = {
  'tests/__init__.py': '',
  'tests/test_sums.py': `import unittest

class Sums(unittest.TestCase):
    def test_small(self): pass
    def test_wrong(self): self.assertEqual(1, 2)
    def test_breaks(self): raise ValueError
    @unittest.skip('later')
    def test_later(self): pass
    @unittest.expectedFailure
    def test_known(self): self.fail()
    @unittest.expectedFailure
    def test_mended(self): pass
    def test_parts(self):
        for part in range(3):
            with self.subTest(part=part): self.assertNotEqual(part, 1)
    def test_whole_parts(self):
        with self.subTest(part=1): pass
    def test_exits(self): raise SystemExit(0)
    class Inner(unittest.TestCase):
        def test_inner(self): pass

class Untidy(unittest.TestCase):
    def tearDown(self): raise ValueError
    def test_untidy(self): pass

class Broken(unittest.TestCase):
    @classmethod
    def setUpClass(cls): raise ValueError
    def test_never(self): pass
`,
  'tests/test_broken.py': 'import missing\n',
};

const expected = {
  runner: 'unittest',
  reports: 1,
  problems: [],
  passed: ['test_small', 'test_whole_parts'].map((name) => `tests/test_sums.py > Sums > ${name}`),
  failed: [
    'tests/test_broken.py',
    'tests/test_sums.py > Broken',
    ...['test_breaks', 'test_exits', 'test_mended', 'test_parts', 'test_wrong'].map(
      (name) => `tests/test_sums.py > Sums > ${name}`,
    ),
    'tests/test_sums.py > Untidy > test_untidy',
  ],
  skipped: ['test_known', 'test_later'].map((name) => `tests/test_sums.py > Sums > ${name}`),
};

test('unittest: passed, failed, skipped, in parts, unloadable; behind make too', async () => {
  const result = await verifyFiles(files, 'python3 -m unittest');
  expect(result.tests, result.output).toEqual(expected);
  expect(result.output).not.toMatch(/proofloop\/|sitecustomize/);
  const make = { ...files, Makefile: 'test:\n\tcd tests && python3 -m unittest discover\n' };
  expect((await testsOf(make, 'make test')).passed).toEqual(expected.passed);
});

test('unittest: an early exit leaves a report that is cut off, and that is said', async () => {
  const exit = {
    'test_a.py':
      'import os, unittest\nclass A(unittest.TestCase):\n  def test_a(self): pass\n  def test_b(self): os._exit(0)\n',
  };
  const result = await verifyFiles(exit, 'python3 -m unittest');
  expect(result).toMatchObject({ exit_code: 0 });
  expect(result.tests?.problems.join()).toContain('ended before its tests did');
});

test('unittest: tests that tests start are left alone, in the same process and in others', async () => {
  const nested = {
    'test_a.py': `import subprocess, sys, unittest
class Inner(unittest.TestCase):
    def inner(self): self.fail()
class A(unittest.TestCase):
    def test_a(self):
        unittest.TextTestRunner().run(unittest.TestSuite([Inner('inner')]))
        subprocess.run([sys.executable, '-m', 'unittest', 'inner_b'])
`,
    'inner_b.py': 'import unittest\nclass B(unittest.TestCase):\n  def test_b(self): self.fail()\n',
  };
  expect(await testsOf(nested, 'python3 -m unittest test_a.A')).toMatchObject({
    passed: ['test_a.py > A > test_a'],
    failed: [],
    reports: 1,
    problems: [],
  });
});

test('a sitecustomize of the command itself is loaded too, and python2 style and isolated processes go on', async () => {
  const own = {
    'own/sitecustomize.py': 'print("own one")\n',
    'test_a.py': 'import unittest\nclass A(unittest.TestCase):\n  def test_a(self): pass\n',
  };
  const command = 'PYTHONPATH="$PYTHONPATH:own" python3 -m unittest test_a && python3 -I -c "print(1)"';
  const result = await verifyFiles(own, command);
  expect(result).toMatchObject({ exit_code: 0, tests: { passed: ['test_a.py > A > test_a'] } });
  expect(result.output).toContain('own one');
});
