import { chmod, chown, lstat, mkdir, open, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { AgentSpec } from '../core/agent/agent-spec.ts';
import { loginSecrets } from '../core/agent/login-secrets.ts';
import { refreshedLogin } from '../core/agent/refreshed-login.ts';
import { removeFolder } from '../system/on-disk.ts';
import { replaceFile } from '../system/replace-file.ts';
import { ownHomeName, removeLeftHomes } from './left-homes.ts';
import { type LoginFile, readLoginFile, readLoginFiles } from './login-files.ts';

/** A home that an agent has for one call. */
export interface AgentHome {
  path: string;
  /** The tokens that its copies hold or have held whenever this was asked. Never throws. */
  tokens(): Promise<readonly string[]>;
  /** Writes back the tokens that were refreshed, once nothing runs in it any more, and takes it away. Never throws. */
  giveBack(): Promise<void>;
}

interface HomePlaces {
  userHome: string;
  /** Holds the homes of all agents at work, each in a folder of its own. */
  folder: string;
  /** Who is to own it; null for this user. */
  user: number | null;
}

/** What an agent puts into its copies beyond so many tokens is none of its login. */
const mostTokens = 500;

/** Makes a home with copies of what the agent's login is; what killed processes have left in `folder` is removed. */
export async function makeAgentHome(
  { userHome, folder, user }: HomePlaces,
  { folders }: Pick<AgentSpec, 'folders'>,
): Promise<AgentHome> {
  await removeLeftHomes(folder);
  const own = join(folder, ownHomeName());
  const home = join(own, 'home');
  await makeOwn(home, home, user);
  const copied = await readLoginFiles(userHome, folders);
  for (const file of copied) await copyInto(home, file, user);
  return {
    path: home,
    tokens: tokensIn(home, copied),
    async giveBack() {
      for (const file of copied) await writeBack(home, file).catch(() => {});
      await removeFolder(own).catch(() => {});
      await rmdir(folder).catch(() => {});
    },
  };
}

async function copyInto(home: string, { name, content }: LoginFile, user: number | null): Promise<void> {
  const target = join(home, name);
  await makeOwn(dirname(target), home, user);
  const file = await open(target, 'w', 0o600);
  try {
    await file.writeFile(content);
    if (user !== null) await file.chown(user, user);
  } finally {
    await file.close();
  }
}

/** Makes a folder, and those between it and `top`, for nobody but its owner. */
async function makeOwn(path: string, top: string, user: number | null): Promise<void> {
  if (path !== top) await makeOwn(dirname(path), top, user);
  await mkdir(path, { recursive: true, mode: 0o700 });
  await chmod(path, 0o700);
  if (user !== null) await chown(path, user, user);
}

/** Reads again what has changed since it was read last: an agent that refreshes a token may tell of it at once. */
function tokensIn(home: string, copied: readonly LoginFile[]): () => Promise<readonly string[]> {
  // Those that it was given first: they may be gone from the file before it is read.
  const known = new Set(
    copied.flatMap(({ content }) => loginSecrets(content.toString('utf8'))).slice(0, mostTokens),
  );
  const changedAt = new Map<string, string>();
  return async () => {
    for (const { name } of copied) {
      const text = await textIfChanged(home, name, changedAt).catch(() => null);
      if (text === null) continue;
      for (const token of loginSecrets(text)) if (known.size < mostTokens) known.add(token);
    }
    return [...known];
  };
}

async function textIfChanged(
  home: string,
  name: string,
  changedAt: Map<string, string>,
): Promise<string | null> {
  const { ino, size, mtimeMs } = await lstat(join(home, name));
  const state = `${ino} ${size} ${mtimeMs}`;
  if (changedAt.get(name) === state || !(await isReachedWithoutLinks(home, name))) return null;
  changedAt.set(name, state);
  return (await readLoginFile(join(home, name))).toString('utf8');
}

/** The user's file is changed only where it is still as it was, and the copy is a file at its place, with refreshed tokens alone. */
async function writeBack(home: string, { name, source, content }: LoginFile): Promise<void> {
  if (!(await isReachedWithoutLinks(home, name))) return;
  const after = await readLoginFile(join(home, name));
  const text = refreshedLogin(content.toString('utf8'), after.toString('utf8'));
  if (text === null || !(await readLoginFile(source)).equals(content)) return;
  const { uid, gid } = await lstat(source);
  await replaceFile(source, text);
  if (process.getuid?.() === 0) await chown(source, uid, gid);
}

/** Whether no link stands on the way: nothing runs in the home any more that could put one there. */
async function isReachedWithoutLinks(home: string, name: string): Promise<boolean> {
  let path = home;
  for (const part of name.split('/')) {
    path = join(path, part);
    const found = await lstat(path).catch(() => null);
    if (found === null || found.isSymbolicLink()) return false;
  }
  return true;
}
