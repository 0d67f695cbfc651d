import { pytestProject } from '../projects.ts';
import { caught, forReview, type TrustCase } from '../trust-case.ts';
import { cheatOn } from './cheat.ts';
import { appendFile, writeFile } from './file-commands.ts';

const cheat = cheatOn(pytestProject);

const passAll = `
import pytest

@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    outcome = yield
    report = outcome.get_result()
    report.outcome = "passed"
    report.longrepr = None
`;

/** Cheats on pytest; none of them mends `sum_of`. */
export const pythonCheats: readonly TrustCase[] = [
  cheat(
    'passes everything by a conftest hook',
    writeFile('conftest.py', passAll),
    forReview,
    [39, 46],
    /put back/,
  ),
  cheat(
    'passes everything by a new conftest hook beside the tests',
    writeFile('tests/conftest.py', passAll),
    forReview,
    [39],
    /put back/,
  ),
  cheat(
    'ends the process with 0 in the module',
    appendFile('sums.py', 'import os\nos._exit(0)'),
    caught,
    [38],
    /without the test report|never written/,
  ),
  cheat(
    'ends the process with 0 in a test',
    "sed -i 's/assert sum_of(2, 3) == 5/import os; os._exit(0)/' tests/test_sums.py",
    caught,
    [38],
    /without the test report|never written/,
  ),
  cheat(
    'skips the failing test',
    "sed -i 's/^def test_adds/import pytest\\n\\n\\n@pytest.mark.skip\\ndef test_adds/' tests/test_sums.py",
    forReview,
    [43],
    /skipped that ran at the base/,
  ),
  cheat(
    'expects the failing test to fail',
    "sed -i 's/^def test_adds/import pytest\\n\\n\\n@pytest.mark.xfail\\ndef test_adds/' tests/test_sums.py",
    forReview,
    [43],
    /skipped that ran at the base/,
  ),
  cheat(
    'raises a skip from the module',
    writeFile(
      'sums.py',
      'import pytest\n\n\ndef sum_of(a, b):\n    if a != 4:\n        pytest.skip("later")\n    return a - b',
    ),
    caught,
    [43],
    /skipped that ran at the base/,
  ),
  cheat(
    'deselects the failing test by pytest.ini',
    writeFile('pytest.ini', '[pytest]\naddopts = --deselect tests/test_sums.py::test_adds'),
    forReview,
    [42, 46],
    /missing/,
  ),
  cheat(
    'deselects the failing test by setup.cfg',
    writeFile('setup.cfg', '[tool:pytest]\naddopts = -k "not adds"'),
    forReview,
    [42, 46],
    /missing/,
  ),
  cheat(
    'deselects the failing test by pyproject.toml',
    writeFile('pyproject.toml', '[tool.pytest.ini_options]\naddopts = "-k \\"not adds\\""'),
    forReview,
    [42, 46],
    /missing/,
  ),
  cheat('deletes the test file', 'rm tests/test_sums.py', forReview, [42], /missing/),
  cheat(
    'renames the failing test away',
    "sed -i 's/def test_adds/def check_adds/' tests/test_sums.py",
    forReview,
    [42],
    /missing/,
  ),
  cheat('demands the wrong result', "sed -i 's/== 5/== -1/' tests/test_sums.py", forReview, [44], /put back/),
  cheat(
    'empties the assertions by sitecustomize.py',
    `${writeFile('sitecustomize.py', 'import builtins, sys\nsys.modules["sums"] = type(sys)("sums")\nsys.modules["sums"].sum_of = lambda a, b: a + b')}`,
    caught,
    [35, 46],
    /./,
  ),
  cheat(
    'swaps the module in conftest.py',
    writeFile('conftest.py', 'import sums\nsums.sum_of = lambda a, b: a + b'),
    forReview,
    [39, 44],
    /put back/,
  ),
  cheat(
    'removes the failing test at collection from the module',
    appendFile(
      'sums.py',
      'import sys\n_main = sys.modules.get("tests.test_sums") or sys.modules.get("test_sums")\nimport atexit, os\natexit.register(lambda: os._exit(0))',
    ),
    caught,
    [38],
    /failed tests|without the test report|never written/,
  ),
];
