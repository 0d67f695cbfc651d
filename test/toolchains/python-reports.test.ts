import { expect, test } from 'vitest';
import { notAsked, overwritten } from '../../src/core/runners/report.ts';
import { testsOf, verifyFiles } from '../support/verified-project.ts';

const files = {
  'pyproject.toml': '[tool.pytest.ini_options]\n',
  'tests/test_sums.py': `import pytest

def test_small(): pass
def test_wrong(): assert 1 == 2
@pytest.mark.skip
def test_later(): pass
@pytest.mark.xfail
def test_known(): assert 0
@pytest.mark.xfail
def test_mended(): pass
@pytest.mark.xfail(strict=True)
def test_mended_strictly(): pass
@pytest.mark.parametrize('value', ['a.b', 'c[d]', 'e::f', 'x&"<y'])
def test_value(value): pass
class TestShop:
    class TestCart:
        def test_total(self): pass
@pytest.fixture
def broken(): raise ValueError
@pytest.fixture
def untidy():
    yield
    raise ValueError
def test_setup(broken): pass
def test_teardown(untidy): pass
def test_both(untidy): assert 0
`,
};

const expected = (path: string) => ({
  runner: 'pytest',
  reports: 1,
  problems: [],
  passed: [
    'TestShop > TestCart > test_total',
    'test_mended',
    'test_small',
    'test_value[a.b]',
    'test_value[c[d]]',
    'test_value[e::f]',
    'test_value[x&"<y]',
  ].map((name) => `${path} > ${name}`),
  failed: ['test_both', 'test_mended_strictly', 'test_setup', 'test_teardown', 'test_wrong'].map(
    (name) => `${path} > ${name}`,
  ),
  skipped: ['test_known', 'test_later'].map((name) => `${path} > ${name}`),
});

test('pytest: passed, failed, skipped, expected to fail, nested, with values', async () => {
  const result = await verifyFiles(files, 'pytest-3');
  expect(result.tests).toEqual(expected('tests/test_sums.py'));
  expect(result.output).toContain('3 failed');
  expect(result.output).not.toContain('xml');
});

test('pytest: files are named from the folder of the command, wherever its own root is', async () => {
  expect(await testsOf(files, 'pytest-3 -q', 'tests')).toEqual(expected('test_sums.py'));
  expect(await testsOf(files, 'cd tests && pytest-3 -q')).toEqual(expected('tests/test_sums.py'));
  const own = { ...files, 'tests/pytest.ini': '[pytest]\n' };
  expect(await testsOf(own, 'cd tests; pytest-3 -q')).toEqual(expected('tests/test_sums.py'));
});

test('pytest: a file that can not be loaded has failed', async () => {
  const broken = { 'a/test_a.py': 'import missing\n', 'test_b.py': 'def test_b(): pass\n' };
  expect(await testsOf(broken, 'pytest-3 --continue-on-collection-errors')).toMatchObject({
    passed: ['test_b.py > test_b'],
    failed: ['a/test_a.py'],
    problems: [],
  });
});

test('pytest: an early exit leaves no report, and that is said', async () => {
  const exit = { 'test_a.py': 'import os\ndef test_a(): pass\ndef test_exit(): os._exit(0)\n' };
  const result = await verifyFiles(exit, 'pytest-3');
  expect(result.exit_code).toBe(0);
  expect(result.tests).toMatchObject({
    passed: [],
    problems: ['the report of pytest was never written: it ended before its tests did'],
  });
});

const startsOthers = {
  'inner/test_inner.py': 'def test_inner(): assert 0\n',
  'test_outer.py': `import subprocess, sys
import pytest

def test_starts_one():
    assert subprocess.run([sys.executable, '-m', 'pytest', '-q', 'inner']).returncode == 1

def test_starts_one_here(tmp_path):
    inner = tmp_path / 'test_here.py'
    inner.write_text('def test_here(): assert 0')
    assert pytest.main(['-q', str(inner)]) == 1
`,
};

test('pytest: one that a test starts is left alone, in its process and in another one', async () => {
  const outer = ['test_outer.py > test_starts_one', 'test_outer.py > test_starts_one_here'];
  expect(await testsOf(startsOthers, 'pytest-3 test_outer.py')).toMatchObject({
    passed: outer,
    failed: [],
    problems: [],
    reports: 1,
  });
  // Started by nobody, each tells of its tests, also by a program that calls it twice.
  const calling = {
    ...startsOthers,
    'call.py': "import pytest\npytest.main(['test_outer.py'])\npytest.main(['inner'])\n",
  };
  const both = { passed: outer, failed: ['inner/test_inner.py > test_inner'] };
  expect(await testsOf(calling, '(cd inner && pytest-3); pytest-3 test_outer.py')).toMatchObject(both);
  expect(await testsOf(calling, '/usr/bin/python3 call.py')).toMatchObject({
    failed: ['inner/test_inner.py > test_inner'],
  });
});

test('pytest: several runs are put together, in one folder and in several', async () => {
  const two = { 'a/test_a.py': 'def test_a(): pass\n', 'b/test_b.py': 'def test_b(): pass\n' };
  expect(await testsOf(two, '(cd a && pytest-3); (cd b && pytest-3)')).toMatchObject({
    passed: ['a/test_a.py > test_a', 'b/test_b.py > test_b'],
    problems: [],
  });
  expect(await testsOf(two, 'pytest-3 a && pytest-3 b')).toMatchObject({
    passed: ['a/test_a.py > test_a', 'b/test_b.py > test_b'],
    reports: 2,
    problems: [],
  });
});

test('pytest: where nothing asks it, that is said, and is no early end', async () => {
  const one = { 'test_b.py': 'def test_b(): pass\n' };
  for (const command of ['env -u PYTEST_ADDOPTS pytest-3', 'PYTEST_ADDOPTS= pytest-3'])
    expect((await verifyFiles(one, command)).tests?.problems).toEqual([notAsked('pytest')]);
  const twice = await verifyFiles(one, 'PYTHONPATH= pytest-3; PYTHONPATH= pytest-3');
  expect(twice.tests?.problems).toEqual([overwritten('pytest')]);
  const ini = { ...one, 'pytest.ini': '[pytest]\naddopts = -p no:junitxml\n' };
  expect((await verifyFiles(ini, 'pytest-3')).tests?.problems).toEqual([notAsked('pytest')]);
});

test('pytest: a report that the command asks for itself is left to it', async () => {
  const one = { 'test_b.py': 'def test_b(): pass\n' };
  const result = await verifyFiles(one, 'pytest-3 --junitxml=own.xml && cat own.xml');
  expect(result).toMatchObject({ exit_code: 0, tests: null, output: expect.stringContaining('<testsuite') });
});
