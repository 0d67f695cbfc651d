import { expect, test } from 'vitest';
import { pathsThatTell } from '../verify/detect-commands.ts';
import { findRepository } from '../workspace/base/repository.ts';
import { openRepositoryFiles } from '../workspace/base/repository-files.ts';
import { countedGit, makeRepository } from '../workspace/testing.ts';
import { detectVerify } from './detect-verify.ts';

const place = async (top: string) => ({ top, folder: '', repository: await findRepository(top) });

test.each([
  { Makefile: 'test:\n\ttrue\n', 'src/a.c': '', 'tests/a.sh': '' },
  { 'Cargo.toml': '', 'src/lib.rs': '' },
  { 'notes.txt': '' },
])('how a repository is tested is found with one git command: %o', async (texts) => {
  const found = await place(await makeRepository(texts));
  const git = await countedGit();
  const files = await openRepositoryFiles(found, git.searchPath, ['', ...pathsThatTell('')]);
  await detectVerify(files, found, {});
  expect(await git.commands()).toEqual(['cat-file']);
});
