import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readConfig } from './read-config.ts';
import type { Surroundings } from './surroundings.ts';
import { readSurroundings } from './surroundings.ts';

let folder: string;
let surroundings: Surroundings;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proofloop-config-'));
  await mkdir(join(folder, 'proofloop'));
  surroundings = {
    environment: { XDG_CONFIG_HOME: folder, OPENAI_API_KEY: 'sk-0123456789' },
    userHome: folder,
    currentFolder: folder,
  };
});

afterEach(() => rm(folder, { recursive: true, force: true }));

test("the user's file is read where it stands", async () => {
  await writeFile(join(folder, 'proofloop', 'config.json'), '{"maxIterations": 3}');
  const result = await readConfig({ task: 't' }, surroundings, '{"verify": "make test"}', {
    prices: {},
    windows: {},
  });
  expect(result).toMatchObject({
    ok: true,
    config: { options: { max_iterations: 3, verify: ['make test'] }, workspace: folder },
  });
});

test('no file is no mistake', async () => {
  expect(await readConfig({ task: 't' }, surroundings, null, { prices: {}, windows: {} })).toMatchObject({
    ok: true,
  });
});

test('a file that is a folder is told', async () => {
  const path = join(folder, 'proofloop', 'config.json');
  await mkdir(path);
  expect(await readConfig({ task: 't' }, surroundings, null, { prices: {}, windows: {} })).toEqual({
    ok: false,
    errors: [`${path} can't be read (EISDIR); mend or remove it`],
  });
});

test('the surroundings are those of this process', () => {
  const { environment, userHome, currentFolder } = readSurroundings();
  expect(environment.HOME).toBe(process.env.HOME);
  expect(process.env.PATH).toContain(environment.PATH);
  expect(userHome).toMatch(/^\//);
  expect(currentFolder).toBe(process.cwd());
});
