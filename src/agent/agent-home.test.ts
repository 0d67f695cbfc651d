import { existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { removeFolder } from '../system/on-disk.ts';
import { makeAgentHome } from './agent-home.ts';
import { removeLeftHomes } from './left-homes.ts';

const login = JSON.stringify({ access_token: 'old-token', expires: 1, servers: {} });
const refreshed = JSON.stringify({ access_token: 'new-token', expires: 2, servers: {} });

async function scene() {
  const top = await mkdtemp(join(tmpdir(), 'proofloop-agent-home-'));
  onTestFinished(() => removeFolder(top));
  const userHome = join(top, 'user');
  mkdirSync(join(userHome, '.agent/more'), { recursive: true });
  mkdirSync(join(userHome, '.ssh'));
  writeFileSync(join(userHome, '.agent/login.json'), login, { mode: 0o600 });
  writeFileSync(join(userHome, '.agent/more/notes.txt'), 'x');
  writeFileSync(join(userHome, '.ssh/id'), 'private', { mode: 0o600 });
  symlinkSync('../.ssh/id', join(userHome, '.agent/link'));
  const users = join(userHome, '.agent/login.json');
  const make = (...folders: string[]) =>
    makeAgentHome({ userHome, folder: join(top, 'homes'), user: null }, { folders });
  return { top, userHome, users, make };
}

describe('the home of an agent', () => {
  test('holds copies of what is named, for nobody else, and no links', async () => {
    const { make } = await scene();
    const home = await make('.agent', '.not-there');
    expect((await readdir(home.path, { recursive: true })).sort()).toEqual([
      '.agent',
      '.agent/login.json',
      '.agent/more',
      '.agent/more/notes.txt',
    ]);
    expect(statSync(home.path).mode & 0o777).toBe(0o700);
    expect(statSync(join(home.path, '.agent/login.json')).mode & 0o777).toBe(0o600);
  });

  test('is gone afterwards', async () => {
    const { top, make } = await scene();
    const home = await make('.agent');
    await home.giveBack();
    expect(existsSync(join(top, 'homes'))).toBe(false);
  });

  test('is removed by who comes next where its process is gone, and by nobody before', async () => {
    const { top, make } = await scene();
    const [left, used] = [await make('.agent'), await make('.agent')];
    const folder = join(left.path, '..');
    const [, startTime, bootId, word] = basename(folder).split('-');
    // No process has this number.
    await rename(folder, join(top, 'homes', [2 ** 22 + 1, startTime, bootId, word].join('-')));
    const others = ['not-ours', `${process.pid}-1`];
    for (const name of others) mkdirSync(join(top, 'homes', name));
    expect(await removeLeftHomes(join(top, 'homes'))).toBe(1);
    expect((await readdir(join(top, 'homes'))).sort()).toEqual(
      [basename(join(used.path, '..')), ...others].sort(),
    );
  });
});

describe("what becomes of the user's login", () => {
  test('refreshed tokens are written back, to this file, which stays for its owner alone', async () => {
    const { users, userHome, make } = await scene();
    const home = await make('.agent');
    writeFileSync(join(home.path, '.agent/login.json'), refreshed);
    writeFileSync(join(home.path, '.agent/more/notes.txt'), 'changed');
    writeFileSync(join(home.path, '.agent/new.json'), '{}');
    await home.giveBack();
    expect(JSON.parse(readFileSync(users, 'utf8'))).toEqual(JSON.parse(refreshed));
    expect(statSync(users).mode & 0o777).toBe(0o600);
    expect((await readdir(join(userHome, '.agent'))).sort()).toEqual(['link', 'login.json', 'more']);
    expect(readFileSync(join(userHome, '.agent/more/notes.txt'), 'utf8')).toBe('x');
  });

  const attacks: [string, (copy: string, users: string) => Promise<void> | void][] = [
    ['settings in it', (copy) => writeFileSync(copy, refreshed.replace('{}', '{"a":{"command":"evil"}}'))],
    ['no JSON any more', (copy) => writeFileSync(copy, 'tokens')],
    ['nothing of it any more', (copy) => rm(copy)],
    [
      'a link to another file of the user in its place',
      async (copy, users) => {
        writeFileSync(`${users}.other`, refreshed);
        await rm(copy);
        symlinkSync(`${users}.other`, copy);
      },
    ],
    [
      'a link in the place of its folder',
      async (copy) => {
        const folder = join(copy, '..');
        writeFileSync(copy, refreshed);
        await rename(folder, `${folder}-moved`);
        symlinkSync(`${folder}-moved`, folder);
      },
    ],
    [
      'a folder in its place',
      async (copy) => {
        await rm(copy);
        mkdirSync(copy);
      },
    ],
  ];

  test.each(attacks)('it stays as it is with %s', async (_what, attack) => {
    const { users, make } = await scene();
    const home = await make('.agent/login.json');
    await attack(join(home.path, '.agent/login.json'), users);
    await home.giveBack();
    expect(readFileSync(users, 'utf8')).toBe(login);
  });

  test('it stays as another program has left it meanwhile', async () => {
    const { users, make } = await scene();
    const home = await make('.agent/login.json');
    writeFileSync(join(home.path, '.agent/login.json'), refreshed);
    const others = login.replace('old-token', 'from-elsewhere');
    writeFileSync(users, others);
    await home.giveBack();
    expect(readFileSync(users, 'utf8')).toBe(others);
  });
});
