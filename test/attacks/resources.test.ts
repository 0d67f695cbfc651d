import { readFileSync, statfsSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Containment } from '../../src/sandbox/contain/containment.ts';
import { fileLimit, type Limits, limitsOfThisMachine } from '../../src/sandbox/contain/limits.ts';
import { freeBytes } from '../../src/system/free-space.ts';
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

/** What a command takes of memory in which no process has more than its limit: so many parts of 32 MiB. */
const shared = {
  'shared memory without a name': (parts: number) => `python3 -c '
import mmap, time
kept = []
for n in range(${parts}):
    part = mmap.mmap(-1, 32 << 20); part.write(b"x" * (32 << 20)); kept.append(part); time.sleep(0.05)
time.sleep(0.5)
print("all")'`,
  'files in memory without a name': (parts: number) => `python3 -c '
import os, time
kept = []
for n in range(${parts}):
    file = os.memfd_create("x"); os.write(file, b"x" * (32 << 20)); kept.append(file); time.sleep(0.05)
time.sleep(0.5)
print("all")'`,
};

test.each(Object.entries(shared))('attack 15: %s can not have all of the memory', async (_, command) => {
  const scene = await makeScene();
  const available = Number(/^MemAvailable: +(\d+)/m.exec(readFileSync('/proc/meminfo', 'utf8'))?.[1]) * 1024;
  // No process has more than the limit for one counts.
  const small = { dataBytes: 256 * mebibyte };
  const watched = { ...small, spareMemoryBytes: available - 384 * mebibyte };
  // It goes on for as long as it is let, since others give memory back meanwhile.
  const most = Math.floor(available / 2 / (32 * mebibyte));
  const outcome = await attack(scene, command(most), limited(scene.containment, watched));
  expect(outcome).toMatchObject({ exitCode: null, timedOut: false });
  expect(outcome.output).toContain("because the machine's memory was running out");
  const unwatched = limited(scene.containment, { ...small, spareMemoryBytes: 0 });
  expect((await attack(scene, command(40), unwatched)).output).toBe('all\n');
});

test('attack 16: one file can not take all of the disk at once', () => {
  const limits = { ...limitsOfThisMachine(), spareDisk: { bytes: 2 ** 30, files: 0 } };
  const free = [200, 9, 1, 0.1].map((gibibytes) => gibibytes * 2 ** 30);
  // Where nothing but the fixed limit holds, one call has all that is free on the smaller disks.
  expect(free.map((bytes) => fileLimit(limits, bytes) < bytes)).toEqual([true, true, true, true]);
  expect(free.map((bytes) => limits.fileBytes < bytes)).toEqual([true, true, false, false]);
});

test('attack 16: and a command has that limit, whatever it makes a file with', async () => {
  const scene = await makeScene();
  const limit = fileLimit(scene.containment.limits, freeBytes(scene.view.root) ?? 0);
  const told = Number((await attack(scene, 'ulimit -f')).output) * 1024;
  expect(Math.abs(told - limit)).toBeLessThan(limit / 4);
  const small = limited(scene.containment, { fileBytes: 16 * mebibyte });
  const take = 'fallocate -l 32M huge && echo taken';
  expect((await attack(scene, take, small)).output).not.toContain('taken');
  expect((await attack(scene, take)).output).toBe('taken\n');
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
