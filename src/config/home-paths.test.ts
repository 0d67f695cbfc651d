import { expect, test } from 'vitest';
import { proofloopHome, runsFolder, userConfigPath } from './home-paths.ts';
import { usersGit } from './users-git.ts';

function surroundings(environment: Record<string, string>) {
  return { environment, userHome: '/home/u', currentFolder: '/work' };
}

test.each([
  [{}, '/home/u/.local/state/proofloop'],
  [{ XDG_STATE_HOME: '/state' }, '/state/proofloop'],
  [{ XDG_STATE_HOME: '' }, '/home/u/.local/state/proofloop'],
  [{ PROOFLOOP_HOME: '/runs-of-u', XDG_STATE_HOME: '/state' }, '/runs-of-u'],
  [{ PROOFLOOP_HOME: '../here' }, '/here'],
])('with %j runs are kept in %s', (environment: Record<string, string>, home) => {
  expect(proofloopHome(surroundings(environment))).toBe(home);
});

test('the runs have their folder below', () => {
  expect(runsFolder('/state/proofloop')).toBe('/state/proofloop/runs');
});

test.each([
  [{}, '/home/u/.config'],
  [{ XDG_CONFIG_HOME: '/configuration' }, '/configuration'],
  [{ XDG_CONFIG_HOME: 'here' }, '/work/here'],
])("with %j the user's files are in %s", (environment: Record<string, string>, folder) => {
  expect(userConfigPath(surroundings(environment))).toBe(`${folder}/proofloop/config.json`);
  expect(usersGit(surroundings(environment))).toMatchObject({
    excludesFile: `${folder}/git/ignore`,
    attributesFile: `${folder}/git/attributes`,
  });
});

test("the user's git keeps the settings that its variables name, and nothing else of the environment", () => {
  const given = {
    GIT_CONFIG_GLOBAL: '/g',
    GIT_CONFIG_COUNT: '1',
    GIT_DIR: '/elsewhere',
    OPENAI_API_KEY: 'x',
  };
  expect(usersGit(surroundings(given)).environment).toEqual({
    HOME: '/home/u',
    GIT_CONFIG_GLOBAL: '/g',
    GIT_CONFIG_COUNT: '1',
  });
});
