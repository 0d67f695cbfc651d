import { statfsSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Containment } from '../../src/sandbox/contain/containment.ts';
import type { Limits } from '../../src/sandbox/contain/limits.ts';
import { attack, makeOpenFolder, makeScene, type Scene, viewOf } from '../support/attack.ts';
import { removeFolder } from '../support/remove-folder.ts';

const mebibyte = 2 ** 20;

function limited(containment: Containment, part: Partial<Limits>): Containment {
  return { ...containment, limits: { ...containment.limits, ...part } };
}

const fork = (count: number) => `perl -e '
  for my $n (1 .. ${count}) { my $pid = fork; if (!defined $pid) { print "refused at $n"; exit } if (!$pid) { sleep 60; exit } }
  print "all"'`;

test('attack 14: a fork bomb comes to its end', async () => {
  const scene = await makeScene();
  const { processes } = scene.containment.limits;
  const { output } = await attack(scene, fork(processes + 10));
  expect(output).toMatch(/^refused at \d+$/);
  expect(Number(output.split(' ').at(-1))).toBeLessThanOrEqual(processes);
  expect((await attack(scene, fork(400), limited(scene.containment, { processes: 100 }))).output).toMatch(
    /refused/,
  );
  expect((await attack(scene, fork(400))).output).toBe('all');
});

test('attack 15: a process can not have all of the memory', async () => {
  const scene = await makeScene();
  const hog = `perl -e 'my $all = "x" x (400 * 1024 * 1024); print length $all'`;
  const { exitCode, output } = await attack(
    scene,
    hog,
    limited(scene.containment, { dataBytes: 256 * mebibyte }),
  );
  expect(exitCode).not.toBe(0);
  expect(output).toContain('Out of memory');
  expect((await attack(scene, hog)).output).toBe(`${400 * mebibyte}`);
});

test('attack 15: and is the first that the kernel takes where memory runs out', async () => {
  const scene = await makeScene();
  expect((await attack(scene, 'cat /proc/self/oom_score_adj')).output).toBe('1000\n');
});

test.each([
  ['/tmp', 'temporaryBytes'],
  ['$HOME', 'homeBytes'],
  ['/dev/shm', 'sharedMemoryBytes'],
] as const)('attack 15: %s can not fill the memory', async (folder, limit) => {
  const scene = await makeScene();
  const fill = `head -c ${32 * mebibyte} /dev/zero > ${folder}/fill && echo filled`;
  const { output } = await attack(scene, fill, limited(scene.containment, { [limit]: 16 * mebibyte }));
  expect(output).toContain('No space left on device');
  expect((await attack(scene, fill)).output).toBe('filled\n');
});

test('attack 15: the folder of the devices can not be written at all', async () => {
  const scene = await makeScene();
  expect((await attack(scene, 'echo x > /dev/fill')).output).toContain('Read-only file system');
  expect((await attack(scene, 'echo x > /dev/null && echo x > /dev/shm/file')).exitCode).toBe(0);
});

test('attack 16: no file can be huge', async () => {
  const scene = await makeScene();
  const write = `head -c ${64 * mebibyte} /dev/zero > huge && echo written`;
  const small = limited(scene.containment, { fileBytes: 16 * mebibyte });
  expect((await attack(scene, write, small)).output).not.toContain('written');
  expect((await attack(scene, 'stat -c %s huge')).output).toBe(`${16 * mebibyte}\n`);
  expect((await attack(scene, write)).output).toBe('written\n');
});

describe('attack 16: a command that fills the disk is ended', () => {
  /** A view in memory, whose file system nobody else is likely to fill meanwhile. */
  async function sceneInMemory(): Promise<Scene & { free: () => { bytes: number; files: number } }> {
    const scene = await makeScene();
    const folder = await mkdtemp('/dev/shm/proofloop-attack-');
    onTestFinished(() => removeFolder(folder));
    const root = join(folder, 'view');
    makeOpenFolder(root);
    const free = () => {
      const { bavail, bsize, ffree } = statfsSync(root);
      return { bytes: bavail * bsize, files: ffree };
    };
    return { ...scene, view: viewOf(root), free };
  }

  test('with bytes', async () => {
    const scene = await sceneInMemory();
    const fill =
      'i=0; while [ $i -lt 60 ]; do i=$((i+1)); head -c 4000000 /dev/zero > fill$i; sleep 0.05; done; rm fill*; echo done';
    const spare = { bytes: scene.free().bytes - 60_000_000, files: 0 };
    const outcome = await attack(scene, fill, limited(scene.containment, { spareDisk: spare }));
    expect(outcome).toMatchObject({ exitCode: null, timedOut: false });
    expect(outcome.output).toContain('ended because it was filling up the disk');
    expect(scene.free().bytes).toBeGreaterThan(spare.bytes - 150_000_000);
    const unwatched = limited(scene.containment, { spareDisk: { bytes: 0, files: 0 } });
    expect((await attack(scene, fill, unwatched)).output).toBe('done\n');
  });

  test('with files', async () => {
    const scene = await sceneInMemory();
    const fill = 'i=0; while [ $i -lt 60 ]; do i=$((i+1)); touch f$i-{1..100}; sleep 0.02; done; echo done';
    const spare = { bytes: 0, files: scene.free().files - 1000 };
    const outcome = await attack(scene, fill, limited(scene.containment, { spareDisk: spare }));
    expect(outcome.output).toContain('ended because it was filling up the disk');
    const unwatched = limited(scene.containment, { spareDisk: { bytes: 0, files: 0 } });
    expect((await attack(scene, fill, unwatched)).output).toBe('done\n');
  });
});

test('attack 17: a flood of output takes no more memory than is kept of it', async () => {
  const scene = await makeScene();
  const flood = (outputLimitBytes: number) =>
    attack(scene, `head -c ${256 * mebibyte} /dev/zero | tr '\\0' y`, scene.containment, {
      outputLimitBytes,
    });
  const before = process.memoryUsage().rss;
  const outcome = await flood(10_000);
  expect(process.memoryUsage().rss - before).toBeLessThan(128 * mebibyte);
  expect(outcome.output).toMatch(/^y{5000}\n\[\d{9} bytes of line 1 of 1 left out; .*\]\ny{5000}$/);
  // It is all read: with more room, more is kept.
  expect((await flood(64 * mebibyte)).output.length).toBeGreaterThan(64 * mebibyte);
});
