import { mkdir, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Sandbox } from '../../src/ports/sandbox.ts';
import { createBubblewrap } from '../../src/sandbox/bubblewrap.ts';
import { contain } from '../../src/sandbox/contain/contain.ts';
import { findLayers } from '../../src/sandbox/find-layers.ts';
import { createWorkspace } from '../../src/workspace/workspace.ts';
import { gitIn } from './bench-folder.ts';
import { bothSides, pairsOf } from './comparison.ts';
import type { Line, Measurement } from './line.ts';
import { measurePairs, medianDifference, medianRatio } from './statistics.ts';

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
    // The first view of a run finds out what works here; the first command gives the folders to its user.
    for (const side of [bare, ours]) await side();
    const measured = await measurePairs(rounds, bare, ours);
    const opened = pairsOf(measured, ({ openMs }) => openMs);
    const whole = pairsOf(measured, ({ openMs, commandMs }) => openMs + commandMs);
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

interface Opening {
  openMs: number;
  commandMs: number;
}

/** A run on a repository, and what opens a view of it, runs one command there and removes it. */
async function makeSide(folder: string, files: number): Promise<() => Promise<Opening>> {
  const repository = join(folder, 'repository');
  await mkdir(repository, { recursive: true });
  gitIn(folder, ['init', '--quiet', '-b', 'main', repository]);
  await writeFile(join(repository, '.gitignore'), 'node_modules\n');
  for (let number = 0; number < 200; number += 1)
    await writeFile(join(repository, `file-${number}.txt`), `File ${number}\n`);
  gitIn(repository, ['add', '--all']);
  const user = ['-c', 'user.name=User', '-c', 'user.email=user@example.org'];
  gitIn(repository, [...user, 'commit', '--quiet', '-m', 'first']);
  await makePackages(join(repository, 'node_modules'), files);
  const runHome = join(folder, 'home');
  await mkdir(runHome);
  const { workspace } = await createWorkspace({
    runId: 'bench',
    judged: null,
    workspace: repository,
    runHome,
    leftOut: [],
    usersGit: { environment: {}, excludesFile: '', attributesFile: '' },
    machine: {
      searchPath: process.env.PATH ?? '',
      setupConditions: [],
      canLayer: async (place) => (await findLayers(place)) === null,
    },
    mountedAtCheckout: true,
    setup: { commands: [], folder: '', cache: join(folder, 'cache') },
  });
  const sandbox = sandboxFor(repository, join(folder, 'sandbox'));
  return async () => {
    const startedAt = performance.now();
    const view = await workspace.open('verification', workspace.baseTree);
    const openedAt = performance.now();
    const { exitCode, output } = await sandbox.run(view, {
      command: files === 0 ? 'true' : 'test -e node_modules/package-0/file-0.js',
      ...{ input: null, folder: '', timeoutMs: 60_000, outputLimitBytes: 1000, reportFolder: null },
      signal: new AbortController().signal,
    });
    const endedAt = performance.now();
    await view.close();
    if (exitCode !== 0) throw new Error(`a view did not show its dependencies: ${exitCode} ${output}`);
    return { openMs: openedAt - startedAt, commandMs: endedAt - openedAt };
  };
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

function sandboxFor(workspace: string, folder: string): Sandbox {
  const dist = resolve(import.meta.dirname, '../../dist');
  const containment = contain({
    ...{ workspace, hidden: [], mounts: [], network: 'off', userHome: homedir() },
    environment: { PATH: process.env.PATH },
    programs: {
      'apply-patch': join(dist, 'apply-patch.js'),
      'ask-for-report': join(dist, 'node_modules', 'ask-for-report'),
    },
  });
  return createBubblewrap(containment, folder);
}
