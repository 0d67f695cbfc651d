import { appendFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createWorkspace } from '../../src/workspace/workspace.ts';
import { gitIn } from './bench-folder.ts';
import { bothSides } from './comparison.ts';
import type { Line, Measurement } from './line.ts';
import { measurePairs, medianRatio } from './statistics.ts';

const name = 'large repository: the snapshot of a later step beside git status';
const filesInFolder = 100;

/** A repository with a great many files, of which each step changes one. */
export function measureLargeRepository(files: number, rounds: number): Measurement {
  return { lines: [name], measure };

  async function measure(folder: string): Promise<Line[]> {
    const repository = makeLargeRepository(folder, files);
    const runHome = join(folder, 'home');
    await mkdir(runHome);
    const { workspace } = await createWorkspace({
      judged: null,
      runId: 'bench',
      workspace: repository,
      runHome,
      leftOut: [],
      usersGit: { environment: {}, excludesFile: '', attributesFile: '' },
      machine: { searchPath: process.env.PATH ?? '', setupConditions: [], canLayer: async () => false },
      mountedAtCheckout: false,
      setup: { commands: [], folder: '', cache: join(folder, 'cache') },
    });
    const view = await workspace.open('coder', workspace.baseTree);
    const changeIn = (root: string) => appendFile(join(root, changedPath), 'one more line\n');
    const timed = async (root: string, work: () => unknown) => {
      await changeIn(root);
      const startedAt = performance.now();
      await work();
      return performance.now() - startedAt;
    };
    const status = () => timed(repository, () => gitIn(repository, ['status', '--porcelain']));
    const snapshot = () => timed(view.root, () => view.snapshot());
    // The first of each looks at every file, since all are as new as the index.
    await status();
    await snapshot();
    const pairs = await measurePairs(rounds, status, snapshot);
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
