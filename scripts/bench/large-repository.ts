import { appendFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { gitIn } from './bench-folder.ts';
import { bothSides } from './comparison.ts';
import type { Line, Measurement } from './line.ts';
import { measurePairs, medianRatio } from './statistics.ts';
import { startStepwiseRun } from './stepwise-run.ts';

const name = 'large repository: the snapshot of a later step beside git status';
const filesInFolder = 100;

/** A repository with a great many files, of which each step changes one. */
export function measureLargeRepository(files: number, rounds: number): Measurement {
  return { lines: [name], measure };

  async function measure(folder: string): Promise<Line[]> {
    const repository = makeLargeRepository(folder, files);
    const home = join(folder, 'home');
    await mkdir(home);
    const changeIn = (root: string) => appendFile(join(root, changedPath), 'one more line\n');
    const run = await startStepwiseRun({ workspace: repository, home }, changeIn);
    const status = async () => {
      await changeIn(repository);
      const startedAt = performance.now();
      gitIn(repository, ['status', '--porcelain']);
      return performance.now() - startedAt;
    };
    // The first of each looks at every file, since all are as new as the index.
    await status();
    await run.step();
    const pairs = await measurePairs(rounds, status, run.step);
    await run.end();
    return [
      {
        name,
        ...{ measured: medianRatio(pairs), goal: 1.6, unit: 'times' },
        detail: `${files} files, one changed; ${bothSides(pairs, 'ms').replace('bare', 'git status')}`,
      },
    ];
  }
}

const changedPath = 'folder-0/file-0.txt';

function makeLargeRepository(folder: string, files: number): string {
  const repository = join(folder, 'large');
  gitIn(folder, ['init', '--quiet', '-b', 'main', repository]);
  const lines = [
    'commit refs/heads/main',
    'committer User <user@example.org> 1700000000 +0000',
    'data 5',
    'first',
  ];
  for (let index = 0; index < files; index += 1) {
    const path = `folder-${Math.floor(index / filesInFolder)}/file-${index}.txt`;
    const content = `File ${index}\n`;
    lines.push(`M 100644 inline ${path}`, `data ${content.length}`, content);
  }
  gitIn(repository, ['fast-import', '--quiet'], `${lines.join('\n')}\n`);
  gitIn(repository, ['reset', '--quiet', '--hard']);
  return repository;
}
