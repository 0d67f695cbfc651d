import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { attack, makeScene, type Scene, uncontained, viewOf, workspace } from '../support/attack.ts';
import { runProgram } from '../support/program.ts';
import { repositoryWith, temporaryFolder } from '../support/run-fixture.ts';

function writeProgram(scene: Scene, path: string, text: string): void {
  mkdirSync(dirname(join(scene.view.root, path)), { recursive: true });
  writeFileSync(join(scene.view.root, path), text);
  chmodSync(join(scene.view.root, path), 0o755);
}

test('attack 2: keys are not in the environment', async () => {
  const secrets = { OPENAI_API_KEY: 'canary', AWS_SECRET_ACCESS_KEY: 'canary', DATABASE_URL: 'canary' };
  const scene = await makeScene(secrets);
  expect((await attack(scene, 'env; cat /proc/self/environ /proc/1/environ')).output).not.toContain('canary');
  const { environment } = scene.containment;
  const weakened = { ...scene.containment, environment: { ...environment, ...secrets } };
  expect((await attack(scene, 'env', weakened)).output).toContain('OPENAI_API_KEY=canary');
});

test.each(['bin', 'node_modules/.bin'])(
  'attack 35: a program in %s stands for none of the system',
  async (folder) => {
    const scene = await makeScene({ PATH: `${workspace}/${folder}:/usr/bin:/bin` });
    writeProgram(scene, `${folder}/ls`, '#!/bin/sh\necho fake\n');
    writeProgram(scene, `${folder}/node`, '#!/bin/sh\necho fake\n');
    expect((await attack(scene, 'ls /usr/bin/env')).output).toBe('/usr/bin/env\n');
    const patch = { program: 'apply-patch' } as const;
    expect((await attack(scene, patch, scene.containment, { input: '' })).output).not.toContain('fake');
    const { environment } = scene.containment;
    const hijacked = { ...environment, PATH: `${workspace}/${folder}:${environment.PATH}` };
    expect(
      (await attack(scene, 'ls /usr/bin/env', { ...scene.containment, environment: hijacked })).output,
    ).toBe('fake\n');
  },
);

test.each(['node_modules/.bin', '.'])(
  'a program of the repository in %s is not started outside of a sandbox',
  async (folder) => {
    const repository = await repositoryWith({ 'sum.sh': 'echo 1\n' });
    const home = await temporaryFolder();
    const bin = join(repository, folder);
    mkdirSync(bin, { recursive: true });
    const mark = join(home, 'mark');
    for (const name of ['git', 'cp', 'bwrap']) {
      writeFileSync(join(bin, name), `#!/bin/sh\necho ${name} >>${mark}\nexec /usr/bin/${name} "$@"\n`);
      chmodSync(join(bin, name), 0o755);
    }
    const PATH = `${folder === '.' ? '.' : bin}:/usr/bin:/bin`;
    for (const args of [['doctor'], ['judge', '--base', 'HEAD', '--verify', 'sh sum.sh']])
      await runProgram({ args, folder: repository, home, environment: { PATH } });
    expect(existsSync(mark)).toBe(false);

    // The control: started from elsewhere, such a folder of the search path is the user's own choice.
    const args = ['judge', '-C', repository, '--base', 'HEAD', '--verify', 'sh sum.sh'];
    await runProgram({ args, folder: home, home, environment: { PATH: `${bin}:/usr/bin:/bin` } });
    expect(existsSync(mark)).toBe(true);
  },
);

test('attack 36: settings that make programs load code are not passed on', async () => {
  const settings = {
    NODE_OPTIONS: `--require ${workspace}/evil.cjs`,
    LD_PRELOAD: `${workspace}/evil.so`,
    BASH_ENV: `${workspace}/evil.sh`,
    PERL5OPT: `-I${workspace} -Mevil`,
    npm_config_userconfig: `${workspace}/.npmrc`,
  };
  const scene = await makeScene(settings);
  writeFileSync(join(scene.view.root, 'evil.cjs'), 'process.stdout.write("marker\\n")');
  writeFileSync(join(scene.view.root, 'evil.sh'), 'echo marker');
  writeFileSync(join(scene.view.root, 'evil.pm'), 'print "marker\\n"; 1');
  const patch = { program: 'apply-patch' } as const;
  const attempts = ['true', "perl -e ''", patch];
  for (const command of attempts) {
    const request = { input: command === patch ? '' : null };
    expect((await attack(scene, command, scene.containment, request)).output).not.toContain('marker');
    const { LD_PRELOAD: _, ...loaded } = settings;
    const weakened = { ...scene.containment, environment: { ...scene.containment.environment, ...loaded } };
    expect((await attack(scene, command, weakened, request)).output, JSON.stringify(command)).toContain(
      'marker',
    );
  }
  expect((await attack(scene, 'env')).output).not.toMatch(/evil|npmrc/);
});

test("attack 48: the tester's command can not tell itself from a verification", async () => {
  const scene = await makeScene();
  const fingerprint = `env | sort; id; hostname; uname -a; pwd; ls -la / /run /run/* /home /dev /etc /tmp ~; cat /etc/passwd
    ls -la /run/proofloop/reports; stat -c '%n %u %a %m' /run/proofloop/*; stat -fc '%T %s' /run/proofloop/*
    ulimit -a; tty; ps -o pid,ppid,args 2>/dev/null; ls -l /proc/self/fd; sed 's/^[0-9]* [0-9]* [0-9:]*//' /proc/self/mountinfo`;
  const seenIn = async (kind: 'coder' | 'tester' | 'verification') => {
    const reportFolder = kind === 'verification' ? join(scene.folder, 'reports') : null;
    if (reportFolder !== null) mkdirSync(reportFolder);
    const view = viewOf(scene.view.root, kind);
    return withoutTimes(
      (await attack({ ...scene, view }, fingerprint, scene.containment, { reportFolder })).output,
    );
  };
  const tester = await seenIn('tester');
  expect(tester).toContain('PATH=');
  expect(tester).toContain('/run/proofloop/reports');
  expect(await seenIn('verification')).toBe(tester);
  // Without a sandbox of one's own the folder's name tells.
  const elsewhere = await makeScene();
  const [here, there] = [await uncontained(scene, 'pwd'), await uncontained(elsewhere, 'pwd')];
  expect(here.output).not.toBe(there.output);
});

/** Without what is new for each command: times, names of deleted files, counts and numbers of processes. */
function withoutTimes(text: string): string {
  return text
    .replaceAll(/ [A-Z][a-z]{2} +\d+ +\d\d:\d\d /g, ' ')
    .replaceAll(/bindfile\w+|(?<=dr-xr-xr-x +)\d+|(?<=sandbox-)\d+|(?<=\/proc\/)\d+/g, '');
}

test('settings of runtimes are there as the machine has them, few or many', async () => {
  const scene = await makeScene();
  const { files, folders } = scene.containment.settings;
  const copied = files.filter((name) => name.includes('/'));
  const paths = [...copied, ...folders.map(({ name }) => name)].map((name) => join('/etc', name));
  const list = `for path in ${paths.join(' ')}; do ls -A $path; cat $path 2>/dev/null | cksum; done`;
  const outside = await uncontained(scene, list);
  expect(outside.output).toContain(basename(copied[0] ?? folders[0]?.name ?? ''));
  expect((await attack(scene, list)).output).toBe(outside.output);
});

test('programs find the user that they run as', async () => {
  const scene = await makeScene();
  const name = (await attack(scene, "id -un && perl -e 'print +(getpwuid($<))[7]'")).output;
  expect(name).toBe(`user\n${scene.userHome}`);
  expect(execFileSync('/usr/bin/id', ['-u']).toString()).not.toBe('');
});
