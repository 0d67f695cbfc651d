import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { link, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { toolsOf } from '../../src/core/roles/tool-table.ts';
import { createBubblewrap } from '../../src/sandbox/bubblewrap.ts';
import { callNumber, type Processor } from '../../src/sandbox/contain/system-calls.ts';
import { runTool } from '../../src/tools/run-tool.ts';
import {
  attack,
  makeOpenFolder,
  makeScene,
  openToCommands,
  requestFor,
  type Scene,
  uncontained,
  viewOf,
  workspace,
} from '../support/attack.ts';

/** Applies a patch as the coder's tool does, in the sandbox. */
async function patch(scene: Scene, text: string) {
  const sandbox = createBubblewrap(scene.containment, join(scene.folder, 'sandbox-patch'));
  const call = { name: 'apply_patch', call_id: '1', arguments: JSON.stringify({ patch: text }) };
  const { signal } = new AbortController();
  return runTool(call as Parameters<typeof runTool>[0], toolsOf('coder'), {
    view: scene.view,
    sandbox,
    outputLimitBytes: 16_384,
    ownTools: [],
    verifyAnswer: () => '',
    signal,
  });
}

/** The files of a view without those beneath it. */
const ownFiles = 'find . -name node_modules -prune -o -type f -print';

const addFile = (path: string) => `*** Begin Patch\n*** Add File: ${path}\n+planted\n*** End Patch`;

describe('secrets of the user', () => {
  test.each(['.ssh/id_ed25519', '.aws/credentials', '.npmrc', '.cargo/credentials.toml', '.m2/settings.xml'])(
    'attack 1: ~/%s is not there',
    async (name) => {
      const scene = await makeScene();
      const secret = join(scene.userHome, name);
      mkdirSync(join(secret, '..'), { recursive: true });
      writeFileSync(secret, 'canary');
      await openToCommands(secret);
      const read = `cat ${secret}`;
      expect(await attack(scene, read)).toMatchObject({
        exitCode: 1,
        output: expect.stringContaining('No such file or directory'),
      });
      const weakened = { ...scene.containment, readable: [...scene.containment.readable, secret] };
      expect((await attack(scene, read, weakened)).output).toBe('canary');
    },
  );

  test('attack 1: a toolchain comes in without the credentials beside it', async () => {
    const scene = await makeScene();
    for (const name of [
      '.cargo/bin/cargo',
      '.cargo/credentials.toml',
      '.m2/repository/a',
      '.m2/settings.xml',
    ]) {
      mkdirSync(join(scene.userHome, name, '..'), { recursive: true });
      writeFileSync(join(scene.userHome, name), 'x');
    }
    const { contain } = await import('../../src/sandbox/contain/contain.ts');
    const containment = contain({
      workspace,
      hidden: [],
      mounts: [],
      network: 'off',
      userHome: scene.userHome,
      environment: { PATH: '/usr/bin' },
      programs: scene.containment.programs,
    });
    const { output } = await attack(scene, 'cd; find . -type f | sort', containment);
    expect(output).toBe('./.cargo/bin/cargo\n./.m2/repository/a\n');
  });

  test("Gradle's lock can be locked and keeps nothing, what it has downloaded is read-only, and a folder of /etc comes in", async () => {
    const scene = await makeScene();
    const lock = join(scene.userHome, '.gradle/wrapper/dists/gradle-8-bin/hash/gradle-8-bin.zip.lck');
    const dependency = join(scene.userHome, '.gradle/caches/modules-2/a.jar');
    for (const path of [lock, dependency]) {
      mkdirSync(join(path, '..'), { recursive: true });
      writeFileSync(path, '');
    }
    await openToCommands(lock);
    const { contain } = await import('../../src/sandbox/contain/contain.ts');
    const containment = contain({
      workspace,
      hidden: [],
      mounts: ['/etc/security'],
      network: 'off',
      userHome: scene.userHome,
      environment: { PATH: '/usr/bin' },
      programs: scene.containment.programs,
    });
    const command = `echo told > ${lock} && flock ${lock} cat ${lock} && echo locked; ls $GRADLE_RO_DEP_CACHE/*; touch $GRADLE_RO_DEP_CACHE/modules-2/b; test -d /etc/security && mkdir ~/.gradle/native && echo made`;
    const { output } = await attack(scene, command, containment);
    expect(output).toMatch(/^locked\na\.jar\ntouch: .*Read-only file system\nmade\n$/);
    const without = { ...containment, gradle: { dependencies: null, locks: [] } };
    expect((await attack(scene, command, without)).output).not.toContain('locked\n');
  });

  test('attack 50: the log, its run and other runs are not there, to read or to write', async () => {
    const scene = await makeScene();
    const runs = join(scene.folder, 'state', 'runs');
    makeOpenFolder(runs);
    const log = join(runs, 'loop.jsonl');
    writeFileSync(log, 'untouched');
    await openToCommands(log);
    const forge = `cat ${log}; echo forged > ${log}`;
    const { exitCode, output } = await attack(scene, forge);
    expect(exitCode).not.toBe(0);
    expect(output).not.toContain('untouched');
    expect(readFileSync(log, 'utf8')).toBe('untouched');
    await uncontained(scene, forge);
    expect(readFileSync(log, 'utf8')).toBe('forged\n');
  });
});

describe('the view', () => {
  test('is at the path of the checkout, and the only place on disk that can be written', async () => {
    const scene = await makeScene();
    expect((await attack(scene, 'pwd; echo $PWD; echo kept > file')).output).toBe(
      `${workspace}\n${workspace}\n`,
    );
    expect(readFileSync(join(scene.view.root, 'file'), 'utf8')).toBe('kept\n');
    const elsewhere =
      'for path in / /usr /etc /opt /home /run /var; do touch $path/planted 2>/dev/null && echo $path; done';
    expect((await attack(scene, elsewhere)).output).toBe('');
  });

  test('holds the files that are at its path now', async () => {
    const scene = await makeScene();
    const { root } = scene.view;
    const sandbox = createBubblewrap(scene.containment, join(scene.folder, 'sandbox'));
    for (const name of ['first', 'second']) {
      rmSync(root, { recursive: true });
      mkdirSync(root);
      writeFileSync(join(root, name), '');
      expect(
        (await sandbox.run(scene.view, requestFor(`ls | grep -v node_modules; touch by-command-${name}`)))
          .output,
      ).toBe(`${name}\n`);
      expect(readdirSync(root).sort()).toEqual([`by-command-${name}`, name]);
    }
  });

  test("the planner's is read-only", async () => {
    const scene = await makeScene();
    writeFileSync(join(scene.view.root, 'file'), 'x');
    const planner = { ...scene, view: viewOf(scene.view.root, 'planner') };
    expect(await attack(planner, 'cat file && ! touch other && ! rm -f file')).toMatchObject({ exitCode: 0 });
    expect((await attack(scene, 'touch other && rm file')).exitCode).toBe(0);
  });
});

describe('links', () => {
  test('attack 26: a link to a secret leads nowhere', async () => {
    const scene = await makeScene();
    const secret = join(scene.userHome, 'secret');
    writeFileSync(secret, 'canary');
    await openToCommands(secret);
    await symlink(secret, join(scene.view.root, 'link'));
    expect((await attack(scene, 'cat link')).output).toContain('No such file or directory');
    const weakened = { ...scene.containment, readable: [...scene.containment.readable, secret] };
    expect((await attack(scene, 'cat link', weakened)).output).toBe('canary');
  });

  test('attack 27: a folder swapped for a link in the middle of a patch lets nothing out', async () => {
    const scene = await makeScene();
    const outside = join(scene.folder, 'outside');
    makeOpenFolder(outside);
    await writeFile(join(outside, 'file'), 'untouched\n');
    await mkdir(join(scene.view.root, 'real'));
    await writeFile(join(scene.view.root, 'real', 'file'), 'old\n');
    // renameat2 with RENAME_EXCHANGE: there is always something of that name, now the folder, now the link.
    const exchange = callNumber([316, 276], process.arch as Processor);
    const swap = `perl -e 'symlink("${outside}", "spare"); rename("real", "dir"); my ($dir, $spare) = ("dir", "spare");
      syscall(${exchange}, -100, $dir, -100, $spare, 2) while 1'`;
    const stop = new AbortController();
    const swapping = uncontained(scene, swap, { signal: stop.signal, timeoutMs: 900_000 });
    const checkThenWrite = `perl -e 'use Cwd "realpath"; my $top = realpath("."); for (1 .. 200000) {
      my $real = realpath("dir"); next unless defined $real && index($real, "$top/") == 0;
      if (open(my $f, ">", "dir/escaped")) { close($f) } last if -e "${outside}/escaped" }'`;
    try {
      const update = '*** Begin Patch\n*** Update File: dir/file\n@@\n-old\n+new\n*** End Patch';
      for (let count = 0; count < 15; count += 1) {
        await patch(scene, update);
        await patch(scene, addFile('dir/planted'));
      }
      expect(readFileSync(join(outside, 'file'), 'utf8')).toBe('untouched\n');
      expect(() => readFileSync(join(outside, 'planted'))).toThrow('ENOENT');
      await uncontained(scene, checkThenWrite);
      expect(readFileSync(join(outside, 'escaped'), 'utf8')).toBe('');
    } finally {
      stop.abort(new Error('enough'));
      await expect(swapping).rejects.toThrow('enough');
    }
  });

  test('attack 29: a hard link to a file outside is not written through by a patch', async () => {
    const scene = await makeScene();
    const outside = join(scene.folder, 'outside');
    await writeFile(outside, 'old\n');
    await openToCommands(outside);
    await link(outside, join(scene.view.root, 'file'));
    const update = '*** Begin Patch\n*** Update File: file\n@@\n-old\n+new\n*** End Patch';
    expect(await patch(scene, update)).toMatchObject({ exitCode: 0 });
    expect(readFileSync(join(scene.view.root, 'file'), 'utf8')).toBe('new\n');
    expect(readFileSync(outside, 'utf8')).toBe('old\n');
    await link(outside, join(scene.view.root, 'second'));
    await attack(scene, 'echo new > second');
    expect(readFileSync(outside, 'utf8')).toBe('new\n');
  });

  test('attack 29: no hard link can be made to what is outside', async () => {
    const scene = await makeScene();
    expect((await attack(scene, 'ln /usr/bin/env ./env')).output).toMatch(/cross-device|not permitted/);
    expect((await attack(scene, 'touch a && ln a b')).exitCode).toBe(0);
  });

  test('attack 29: a FIFO does not hold up a patch', async () => {
    const scene = await makeScene();
    expect((await attack(scene, 'mkfifo pipe')).exitCode).toBe(0);
    const outcome = await patch(scene, '*** Begin Patch\n*** Update File: pipe\n@@\n-a\n+b\n*** End Patch');
    expect(outcome).toMatchObject({ exitCode: 1, timedOut: false });
    expect(outcome.output).toContain('not a regular file');
    // What opens it without a thought hangs until its time limit.
    expect((await attack(scene, 'cat pipe', scene.containment, { timeoutMs: 500 })).timedOut).toBe(true);
  });
});

describe('paths of patches', () => {
  test.each(['../outside', 'link/outside', '.git/hooks/pre-commit', '/tmp/outside'])(
    'attack 28: %s is refused and not written',
    async (path) => {
      const scene = await makeScene();
      await symlink('..', join(scene.view.root, 'link'));
      await mkdir(join(scene.view.root, '.git', 'hooks'), { recursive: true });
      expect(await patch(scene, addFile(path))).toMatchObject({ exitCode: 1 });
      expect((await attack(scene, `cat ${path}`)).exitCode).not.toBe(0);
      // A write that checks nothing arrives, where it is let.
      makeOpenFolder(scene.folder);
      expect(
        (await uncontained(scene, `echo planted > ${path} && cat ${path}; rm -f /tmp/outside`)).output,
      ).toBe('planted\n');
    },
  );

  test('attack 28: a shell can not write beside the view either', async () => {
    const scene = await makeScene();
    const beside = join(scene.view.root, '..');
    makeOpenFolder(beside);
    expect((await attack(scene, 'echo planted > ../outside')).exitCode).not.toBe(0);
    expect((await uncontained(scene, 'echo planted > ../outside')).exitCode).toBe(0);
    expect(readFileSync(join(beside, 'outside'), 'utf8')).toBe('planted\n');
  });

  test.each(['.GIT/config', '.git\u200c/config', 'a/.Git/hooks/x', 'git~1/config', 'a\u0007b'])(
    'attack 30: %j is refused',
    async (path) => {
      const scene = await makeScene();
      expect(await patch(scene, addFile(path))).toMatchObject({ exitCode: 1 });
      expect((await attack(scene, ownFiles)).output).toBe('');
      expect(await patch(scene, addFile('git/config'))).toMatchObject({ exitCode: 0 });
      expect((await attack(scene, ownFiles)).output).toBe('./git/config\n');
    },
  );
});
