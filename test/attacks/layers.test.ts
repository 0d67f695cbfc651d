import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { hashesOf } from '../../src/workspace/testing.ts';
import {
  attack,
  layeredView,
  makeScene,
  openToCommands,
  type Scene,
  uncontained,
  viewOf,
} from '../support/attack.ts';

/** A scene whose view has a folder beneath its files, and that folder. */
async function layeredScene(): Promise<{ scene: Scene; layer: string }> {
  const scene = await makeScene();
  const view = layeredView(viewOf(scene.view.root), scene.folder);
  return { scene: { ...scene, view }, layer: join(scene.folder, 'layer') };
}

const file = 'node_modules/dependency/index.js';

/** A Python line that sets an attribute, or prints why it can't. */
const setAttribute = (path: string, name: string, value: string) =>
  `import os
try: os.setxattr(${JSON.stringify(path)}, ${JSON.stringify(name)}, ${JSON.stringify(value)}.encode())
except OSError as error: print(error.strerror)`;

test.each<[string, string]>([
  ['written in place', `echo planted > ${file}`],
  ['appended to', `echo planted >> ${file}`],
  ['changed in its mode', `chmod 777 ${file} node_modules`],
  ['changed by a second name', `ln ${file} second && echo planted > second`],
  ['replaced', `echo planted > new && mv new ${file}`],
  ['removed', 'rm -r node_modules'],
  ['given new times', `touch -d 2001-01-01 ${file} node_modules`],
  [
    'written through memory',
    `python3 -c 'import mmap; f = open("${file}", "r+b"); m = mmap.mmap(f.fileno(), 0); m[0:3] = b"xxx"; m.flush()'`,
  ],
])('attack 32: a file beneath a view stays as it is where it is %s', async (_, command) => {
  const { scene, layer } = await layeredScene();
  // By a first command it is given to the user of the commands, who could change it where it is.
  expect((await attack(scene, `cat ${file}`)).output).toBe('original\n');
  const times = () => execFileSync('find', [layer, '-printf', '%p %m %u %s %T@ %C@\n'], { encoding: 'utf8' });
  const before = [hashesOf(layer), times()];
  expect(await attack(scene, command)).toMatchObject({ exitCode: 0 });
  expect([hashesOf(layer), times()]).toEqual(before);
  // Control: where it is no layer but the view itself, the same command changes it.
  expect((await uncontained({ ...scene, view: viewOf(layer) }, command)).exitCode).toBe(0);
  expect([hashesOf(layer), times()]).not.toEqual(before);
});

test.each<[string, string, string]>([
  ['opaque', 'user.overlay.opaque', 'y'],
  ['redirected', 'user.overlay.redirect', '/etc'],
  ['without data of its own', 'user.overlay.metacopy', ''],
])('attack 33: no command can make a file %s by an attribute', async (_, name, value) => {
  const { scene } = await layeredScene();
  await attack(scene, `touch node_modules/own`);
  for (const path of ['.', 'node_modules', 'node_modules/own'])
    await attack(scene, `python3 -c '${setAttribute(path, name, value)}'`);
  const seen = await attack(scene, `cat ${file}; ls node_modules`);
  expect(seen.output).toBe('original\ndependency\nown\n');
  // Control: from outside, in the view's own folder, an attribute does hide what lies beneath.
  execFileSync('python3', [
    '-c',
    setAttribute(join(scene.view.root, 'node_modules'), 'user.overlay.opaque', 'y'),
  ]);
  expect((await attack(scene, 'ls node_modules')).output).toBe('own\n');
});

test('attack 33: attributes in what a hostile setup has left beneath a view lead nowhere', async () => {
  const { scene, layer } = await layeredScene();
  const secret = join(scene.folder, 'secret');
  mkdirSync(secret);
  writeFileSync(join(secret, 'key'), 'canary');
  for (const [path, name, value] of [
    ['node_modules', 'user.overlay.redirect', '/../secret'],
    ['node_modules', 'user.overlay.opaque', 'x'],
    [file, 'user.overlay.metacopy', ''],
    [file, 'user.overlay.redirect', '/../../secret/key'],
    ['node_modules/dependency', 'user.overlay.redirect', secret],
  ] as const)
    execFileSync('python3', ['-c', setAttribute(join(layer, path), name, value)]);
  await openToCommands(join(secret, 'key'));
  const look = 'cat node_modules/key node_modules/dependency/key node_modules/dependency/index.js';
  expect((await attack(scene, look)).output).not.toContain('canary');
  // Control: what a layer really holds is seen.
  writeFileSync(join(layer, 'node_modules/key'), 'canary');
  expect((await attack(scene, look)).output).toContain('canary');
});

test('attack 34: no command can make the device that stands for a removed file', async () => {
  const { scene } = await layeredScene();
  expect((await attack(scene, 'mknod node_modules/gone c 0 0')).exitCode).not.toBe(0);
  expect((await attack(scene, 'mknod gone c 0 0')).exitCode).not.toBe(0);
  rmSync(join(scene.view.root, 'node_modules'), { recursive: true, force: true });
  execFileSync('mknod', [join(scene.view.root, 'node_modules'), 'c', '0', '0']);
  expect((await attack(scene, 'ls node_modules')).output).toContain('No such file or directory');
});

test('attack 35: what one view changes of a folder no other view sees, also while both are open', async () => {
  const { scene } = await layeredScene();
  const second = join(scene.folder, 'others', 'view');
  mkdirSync(second, { recursive: true });
  const other = { ...scene, view: { ...scene.view, root: second } };
  const written = Promise.withResolvers<void>();
  const reading = attack(other, `cat ${file}`, scene.containment, { mayRun: written.promise });
  const write = `echo planted > ${file}; cat ${file}`;
  expect((await attack(scene, write)).output).toBe('planted\n');
  written.resolve();
  expect((await reading).output).toBe('original\n');
  expect(readFileSync(join(scene.view.root, file), 'utf8')).toBe('planted\n');
});

test('attack 36: a view does not tell where on the machine its files and those beneath it are', async () => {
  const { scene } = await layeredScene();
  const mount = 'grep " /home/somebody/work/shop " /proc/self/mountinfo';
  const { output } = await attack(scene, mount);
  expect(output).toContain(' overlay ');
  expect(output).not.toContain(basename(scene.folder));
  // Control: a folder that is bound is named by its place on its disk.
  const bound = await attack({ ...scene, view: viewOf(scene.view.root) }, mount);
  expect(bound.output).toContain(basename(scene.folder));
});
