import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { repositoryWith, writeFiles } from '../support/run-fixture.ts';
import { expectMended, outputOfFailure } from './mended.ts';

/** An interpreter that has pytest: the first python3 may be a user's own, without it. */
function pythonWithPytest(): string {
  const folders = [...(process.env.PATH ?? '').split(':'), '/usr/bin'];
  const candidates = folders.map((folder) => join(folder, 'python3')).filter((path) => existsSync(path));
  const found = candidates.find((python) => {
    try {
      execFileSync(python, ['-c', 'import pytest'], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  });
  if (found === undefined) throw new Error('no python3 has pytest: install python3-pytest');
  return found;
}

const source = (operator: string) => `def add(a, b):\n    return a ${operator} b\n`;

describe('a bug is mended in Python, tested by', () => {
  test('pytest in a virtual environment that has the project installed in the editable way', async () => {
    const repository = await repositoryWith({
      '.gitignore': '.venv\n__pycache__\n.pytest_cache\n',
      'pyproject.toml': '[project]\nname = "shop"\nversion = "1"\n\n[tool.pytest.ini_options]\n',
      'src/shop/__init__.py': source('-'),
      'tests/test_shop.py':
        'import shop\n\n\ndef test_add():\n    print("loaded from", shop.__file__)\n    assert shop.add(2, 3) == 5\n',
    });
    const venv = ['-m', 'venv', '--system-site-packages', '--without-pip', '.venv'];
    execFileSync(pythonWithPytest(), venv, { cwd: repository });
    const [version = ''] = readdirSync(join(repository, '.venv/lib'));
    writeFiles(repository, {
      [`.venv/lib/${version}/site-packages/__editable__.shop.pth`]: `${repository}/src\n`,
    });
    const run = await expectMended({
      repository,
      folder: '',
      files: { 'src/shop/__init__.py': { stillBroken: source('*'), mended: source('+') } },
      commands: ['.venv/bin/python -m pytest'],
    });
    expect(outputOfFailure(run)).toContain('assert 6 == 5');
    expect(outputOfFailure(run)).toMatch(/loaded from \S+\/views\/view-\S+\/src\/shop\//);
  });

  test('unittest', async () => {
    const repository = await repositoryWith({
      'shop.py': source('-'),
      'test_shop.py':
        'import unittest\n\nimport shop\n\n\nclass Shop(unittest.TestCase):\n    def test_add(self):\n        self.assertEqual(shop.add(2, 3), 5)\n',
    });
    const run = await expectMended({
      repository,
      folder: '',
      files: { 'shop.py': { stillBroken: source('*'), mended: source('+') } },
      commands: ['python3 -m unittest'],
    });
    expect(outputOfFailure(run)).toContain('6 != 5');
  });
});
