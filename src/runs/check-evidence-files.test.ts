import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { newKeyPair } from '../certificate/testing.ts';
import { checkEvidenceFiles, evidenceFileWarnings } from './check-evidence-files.ts';
import { UsageError } from './usage-error.ts';

/** A workspace, a mounted folder and a folder of the user's own, side by side. */
async function prepare() {
  const top = await realpath(await mkdtemp(join(tmpdir(), 'proofloop-evidence-files-')));
  onTestFinished(() => rm(top, { recursive: true, force: true }));
  const [workspace, mount, own] = [join(top, 'workspace'), join(top, 'mount'), join(top, 'own')];
  for (const folder of [workspace, mount, own]) await mkdir(join(folder, 'sealed'), { recursive: true });
  for (const folder of [workspace, mount, own])
    await writeFile(join(folder, 'key.pem'), newKeyPair().privateKey);
  const check = (sealed: string | null, sign: string | null) =>
    checkEvidenceFiles({ sealed, sign }, [workspace, mount]);
  return { top, workspace, mount, own, check };
}

async function refusal(checked: Promise<unknown>): Promise<string> {
  const error = await checked.then(
    () => expect.fail('it was not refused'),
    (thrown: Error) => thrown,
  );
  expect(error).toBeInstanceOf(UsageError);
  expect(error.message).toMatch(/; nothing was started$/);
  return error.message;
}

test('files beside the workspace are taken, without symbolic links', async () => {
  const { own, top, check } = await prepare();
  await symlink(own, join(top, 'link'));
  expect(await check(join(top, 'link/sealed'), join(top, 'link/key.pem'))).toEqual({
    sealed: join(own, 'sealed'),
    sign: join(own, 'key.pem'),
  });
  expect(await check(null, null)).toEqual({ sealed: null, sign: null });
});

describe('the folder of sealed checks', () => {
  test('must be there, and be a folder', async () => {
    const { own, check } = await prepare();
    expect(await refusal(check(join(own, 'none'), null))).toContain('there is no such folder');
    expect(await refusal(check(join(own, 'key.pem'), null))).toContain('there is no such folder');
  });

  test('must not be where models see it: in the workspace or a mount, by a link too, or around them', async () => {
    const { top, workspace, mount, own, check } = await prepare();
    await symlink(join(workspace, 'sealed'), join(own, 'link'));
    for (const folder of [join(workspace, 'sealed'), workspace, join(own, 'link')]) {
      expect(await refusal(check(folder, null))).toContain(`${folder} and ${workspace} overlap`);
    }
    expect(await refusal(check(join(mount, 'sealed'), null))).toContain(`and ${mount} overlap`);
    expect(await refusal(check(top, null))).toContain('models would see the sealed checks');
  });
});

describe('the key', () => {
  test('must be one that can sign', async () => {
    const { own, check } = await prepare();
    await writeFile(join(own, 'other.pem'), 'no key');
    expect(await refusal(check(null, join(own, 'other.pem')))).toContain('holds no private Ed25519 key');
    expect(await refusal(check(null, join(own, 'none.pem')))).toContain('--sign: ');
  });

  test('must not lie where models see it', async () => {
    const { workspace, mount, own, check } = await prepare();
    await symlink(join(workspace, 'key.pem'), join(own, 'link.pem'));
    expect(await refusal(check(null, join(workspace, 'key.pem')))).toContain(`lies in ${workspace}`);
    expect(await refusal(check(null, join(own, 'link.pem')))).toContain(`lies in ${workspace}`);
    expect(await refusal(check(null, join(mount, 'key.pem')))).toContain(`lies in ${mount}`);
  });
});

test('without a sandbox a person is warned that models can read them', () => {
  const files = { sealed: '/own/sealed', sign: '/own/key.pem' };
  expect(evidenceFileWarnings({ ...files, sandbox: 'off' })).toEqual([
    "--sealed with --sandbox off: the models' commands run as you, and can read the sealed checks in /own/sealed",
    "--sign with --sandbox off: the models' commands run as you, and can read the private key /own/key.pem",
  ]);
  expect(evidenceFileWarnings({ ...files, sandbox: 'bubblewrap' })).toEqual([]);
  expect(evidenceFileWarnings({ sealed: null, sign: null, sandbox: 'off' })).toEqual([]);
});
