import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { programPath } from '../../test/support/program.ts';
import { bothSides, pairsOf } from './comparison.ts';
import type { Line, Measurement } from './line.ts';
import { runMetered } from './metered-process.ts';
import { measurePairs, medianDifference } from './statistics.ts';

const names = {
  version: 'footprint: proofloop --version beside bare node',
  size: 'footprint: the installed package',
  page: 'footprint: the bundle of the page, compressed',
};

const root = resolve(import.meta.dirname, '../..');

/** What it takes to have the program and to start it. */
export function measureFootprint(rounds: number): Measurement {
  return { lines: Object.values(names), measure };

  async function measure(folder: string): Promise<Line[]> {
    const wallOf = (args: readonly string[]) => runMetered(args, folder, {}, [0]);
    const pairs = await measurePairs(
      rounds,
      () => wallOf(['--eval', '0']),
      () => wallOf([programPath, '--version']),
    );
    const wall = pairsOf(pairs, ({ wallMs }) => wallMs);
    const { unpackedSize, entryCount } = await packedPackage();
    return [
      {
        name: names.version,
        ...{ measured: medianDifference(wall), goal: 50, unit: 'ms more' },
        detail: bothSides(wall, 'ms'),
      },
      {
        name: names.size,
        ...{ measured: unpackedSize / 1e6, goal: 10, unit: 'MB' },
        detail: `${entryCount} files, unpacked; it has no dependencies`,
      },
      {
        name: names.page,
        ...{ measured: (await compressedPage()) / 1000, goal: 150, unit: 'kB' },
        detail: `${pageFiles.join(', ')}, each by gzip`,
      },
    ];
  }
}

/** All that a browser loads to show the page. */
const pageFiles = ['page.html', 'page.css', 'page.js'];

async function compressedPage(): Promise<number> {
  const folder = join(root, 'dist', 'page');
  const contents = await Promise.all(pageFiles.map((name) => readFile(join(folder, name))));
  return contents.reduce((sum, content) => sum + gzipSync(content).length, 0);
}

/** What npm would pack; nothing is written. */
async function packedPackage(): Promise<{ unpackedSize: number; entryCount: number }> {
  const args = ['pack', '--dry-run', '--json', '--ignore-scripts', '--offline'];
  const { stdout } = await promisify(execFile)('npm', args, { cwd: root });
  const [packed] = Object.values(JSON.parse(stdout)) as { unpackedSize: number; entryCount: number }[];
  if (packed === undefined) throw new Error('npm packed nothing');
  return packed;
}
