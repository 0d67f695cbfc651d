import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gitIn } from './bench-folder.ts';
import { bothSides, pairsOf } from './comparison.ts';
import type { Line, Measurement } from './line.ts';
import { measurePairs, medianDifference, medianRatio } from './statistics.ts';
import { startViewRun, type ViewRun } from './view-run.ts';

const names = {
  open: 'views: opening one with a large node_modules beside one without',
  command: 'views: the same with its first command',
};

const filesInPackage = 100;
const fileBytes = 10_000;

/** Views of the same files, once with `files` files of 10 kB in a node_modules, and once without any. */
export function measureViews(files: number, rounds: number): Measurement {
  return { lines: Object.values(names), measure };

  async function measure(folder: string): Promise<Line[]> {
    const bare = await makeSide(join(folder, 'bare'), 0);
    const ours = await makeSide(join(folder, 'ours'), files);
    // The first view of a run finds out what works here, and gives the folders to the commands' user.
    await bare.openView();
    await ours.openView();
    const measured = await measurePairs(rounds, bare.openView, ours.openView);
    await bare.end();
    await ours.end();
    const opened = pairsOf(measured, ({ firstMs, secondMs }) => firstMs - secondMs);
    const whole = pairsOf(measured, ({ firstMs }) => firstMs);
    const what = `${files} files, ${(files * fileBytes) / 1e6} MB`;
    return [
      {
        name: names.open,
        ...{ measured: medianRatio(opened), goal: 1.5, unit: 'times' },
        detail: `${what}; ${sides(bothSides(opened, 'ms'))}`,
      },
      {
        name: names.command,
        ...{ measured: medianDifference(whole), goal: 60, unit: 'ms more' },
        detail: `${what}; ${sides(bothSides(whole, 'ms'))}`,
      },
    ];
  }
}

const sides = (text: string) => text.replace('bare', 'without').replace('proofloop', 'with');

/** A run on a repository of 200 files, and so many more in its node_modules. */
async function makeSide(folder: string, files: number): Promise<ViewRun> {
  const repository = join(folder, 'repository');
  const home = join(folder, 'home');
  await mkdir(repository, { recursive: true });
  await mkdir(home);
  gitIn(folder, ['init', '--quiet', '-b', 'main', repository]);
  await writeFile(join(repository, '.gitignore'), 'node_modules\n');
  for (let number = 0; number < 200; number += 1)
    await writeFile(join(repository, `file-${number}.txt`), `File ${number}\n`);
  gitIn(repository, ['add', '--all']);
  gitIn(repository, ['commit', '--quiet', '-m', 'first']);
  await makePackages(join(repository, 'node_modules'), files);
  const command = files === 0 ? 'true' : 'test -e node_modules/package-0/file-0.js';
  return startViewRun({ workspace: repository, home }, command);
}

/** So many files of 10 kB below a folder, 100 in each package. */
export async function makePackages(folder: string, files: number): Promise<void> {
  const content = 'x'.repeat(fileBytes);
  for (let index = 0; index < files; index += 1) {
    const inside = join(folder, `package-${Math.floor(index / filesInPackage)}`);
    if (index % filesInPackage === 0) await mkdir(inside, { recursive: true });
    await writeFile(join(inside, `file-${index}.js`), content);
  }
}
