import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtemp, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { removeFolder } from '../system/on-disk.ts';
import { openRepositoryFiles } from '../workspace/base/repository-files.ts';
import { copyIndex } from '../workspace/git/index-file.ts';
import { writeExcludes } from '../workspace/staging/excludes.ts';
import { unusedConfiguration } from './checkout-warnings.ts';

test.each(['a pipe', 'a device'])(
  "what never ends is not waited for where a checkout's own files are read: %s",
  async (what) => {
    const folder = await mkdtemp(join(tmpdir(), 'proofloop-endless-'));
    onTestFinished(() => removeFolder(folder));
    const endless = what === 'a pipe' ? join(folder, 'pipe') : '/dev/zero';
    if (what === 'a pipe') execFileSync('mkfifo', [endless]);
    for (const own of ['proofloop.config.json', 'package.json', 'exclude', 'index'])
      await symlink(endless, join(folder, own));
    // The control: who reads one of them without a look is ended from outside.
    const reading = spawnSync('cat', [join(folder, 'package.json')], { timeout: 300, stdio: 'ignore' });
    expect(reading.signal).toBe('SIGTERM');

    expect(await unusedConfiguration(folder, null)).toEqual([]);
    const files = await openRepositoryFiles({ top: folder, repository: null }, '/usr/bin:/bin', []);
    expect(await files.text('package.json')).toBeNull();
    await writeExcludes(join(folder, 'git'), [join(folder, 'exclude')], []);
    await expect(copyIndex(join(folder, 'index'), join(folder, 'copy'))).rejects.toThrow('is no file');
  },
);
