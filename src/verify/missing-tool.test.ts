import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { missingTool } from './missing-tool.ts';

/** A folder with these programs, each a shell script that ends with its exit code. */
async function folderWith(programs: Record<string, number>, texts: Record<string, string> = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'proofloop-tool-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const scripts = Object.entries(programs).map(([path, exitCode]) => [path, `#!/bin/sh\nexit ${exitCode}\n`]);
  for (const [path = '', text = ''] of [...scripts, ...Object.entries(texts)]) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
    if (path in programs) await chmod(join(folder, path), 0o755);
  }
  return folder;
}

test('a program that is not on the search path is missing', async () => {
  const folder = await folderWith({ cargo: 0 });
  expect(await missingTool('cargo test', '/', { PATH: folder })).toBeNull();
  expect(await missingTool('cd ../.. && cargo test', '/', { PATH: folder })).toBeNull();
  expect(await missingTool('cd ../.. && go test ./...', '/', { PATH: folder })).toContain(
    '"go" was not found',
  );
  expect(await missingTool('cargo test', folder, { PATH: '.:bin' })).toContain('"cargo" was not found');
});

test('so is pytest where the interpreter has no such module', async () => {
  const without = await folderWith({ python3: 3 });
  expect(await missingTool('python3 -m pytest', '/', { PATH: without })).toContain('no module pytest');
  expect(await missingTool('python3 -m unittest', '/', { PATH: without })).toBeNull();
  for (const exitCode of [0, 1]) {
    const other = await folderWith({ python3: exitCode });
    expect(await missingTool('python3 -m pytest', '/', { PATH: other })).toBeNull();
  }
});

test('a virtual environment is looked at, its programs are not run', async () => {
  const python = { '.venv/bin/python': 3 };
  const command = '.venv/bin/python -m pytest';
  const bare = await folderWith(python, { '.venv/pyvenv.cfg': 'include-system-site-packages = false\n' });
  expect(await missingTool(command, bare, {})).toContain('no module pytest');
  const open = await folderWith(python, { '.venv/pyvenv.cfg': 'include-system-site-packages = true\n' });
  expect(await missingTool(command, open, {})).toBeNull();
  const full = await folderWith({ ...python, '.venv/lib/python3.11/site-packages/pytest/__init__.py': 0 });
  await chmod(join(full, '.venv/lib/python3.11/site-packages/pytest'), 0o755);
  expect(await missingTool(command, full, {})).toBeNull();
  expect(await missingTool(`cd .. && ${command}`, join(full, 'sub'), {})).toBeNull();
  expect(await missingTool(command, '/', {})).toContain('was not found');
});
