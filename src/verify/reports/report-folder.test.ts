import { execFileSync } from 'node:child_process';
import { link, mkdir, mkdtemp, rm, stat, symlink, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readReportFolder } from './report-folder.ts';

/** A folder for reports beside a file that is none, and when it was made. */
async function place() {
  const top = await mkdtemp(join(tmpdir(), 'proofloop-reports-'));
  onTestFinished(() => rm(top, { recursive: true, force: true }));
  const folder = join(top, 'reports');
  const elsewhere = join(top, 'elsewhere');
  await mkdir(folder);
  const sinceMs = (await stat(folder)).mtimeMs;
  await writeFile(elsewhere, 'not for you');
  return { folder, elsewhere, sinceMs };
}

async function ask(folder: string, number: number, runner = 'vitest'): Promise<string> {
  const asked = join(folder, String(number));
  await mkdir(asked);
  await writeFile(join(asked, 'asked.json'), JSON.stringify({ runner, folder: '/shop' }));
  return join(asked, 'report.json');
}

describe('readReportFolder', () => {
  test('gives each report that was asked for, in the order of asking', async () => {
    const { folder, sinceMs } = await place();
    for (const number of [1, 2, 10]) await writeFile(await ask(folder, number), `report ${number}`);
    expect((await readReportFolder(folder, sinceMs)).map(({ content }) => content)).toEqual([
      { text: 'report 1' },
      { text: 'report 2' },
      { text: 'report 10' },
    ]);
  });

  test("knows from the way to pytest's report where pytest ran", async () => {
    const { folder, sinceMs } = await place();
    for (const way of ['pytest/shop', 'pytest/shop/packages/a', 'pytest$PWD']) {
      await mkdir(join(folder, way), { recursive: true });
      await writeFile(join(folder, way, 'pytest.xml'), way);
    }
    expect(await readReportFolder(folder, sinceMs)).toEqual([
      { runner: 'pytest', folder: '/shop', content: { text: 'pytest/shop' } },
      { runner: 'pytest', folder: '/shop/packages/a', content: { text: 'pytest/shop/packages/a' } },
      { runner: 'pytest', folder: '', content: { text: 'pytest$PWD' } },
    ]);
  });

  test('has a place for the report of altered lines, which is no link', async () => {
    const { folder, sinceMs } = await place();
    expect(await readReportFolder(folder, sinceMs)).toEqual([]);
    await mkdir(join(folder, 'away'));
    await writeFile(join(folder, 'away/report.json'), '{}');
    await symlink('away', join(folder, 'stryker'));
    expect(await readReportFolder(folder, sinceMs)).toEqual([]);
    await rm(join(folder, 'stryker'));
    await mkdir(join(folder, 'stryker'));
    const [missing] = await readReportFolder(folder, sinceMs);
    expect(missing?.content).toEqual({ problem: 'was never written: it ended before its tests did' });
    await writeFile(join(folder, 'stryker/report.json'), '{}');
    expect(await readReportFolder(folder, sinceMs)).toEqual([
      { runner: 'stryker', folder: '', content: { text: '{}' } },
    ]);
  });

  const problems: [string, (path: string, elsewhere: string) => Promise<unknown>][] = [
    ['was never written: it ended before its tests did', async () => {}],
    ['is a symbolic link', (path, elsewhere) => symlink(elsewhere, path)],
    ['has a second name elsewhere', (path, elsewhere) => link(elsewhere, path)],
    ['is no plain file', (path) => mkdir(path)],
    ['is no plain file', async (path) => execFileSync('mkfifo', [path])],
    [
      'is older than the run of its tests',
      async (path) => {
        await writeFile(path, '{}');
        await utimes(path, new Date(0), new Date(0));
      },
    ],
    [
      'is larger than 33554432 bytes',
      async (path) => {
        await writeFile(path, '');
        await truncate(path, 33_554_433);
      },
    ],
  ];
  test.each(problems)('reads no report that %s', async (problem, make) => {
    const { folder, elsewhere, sinceMs } = await place();
    await make(await ask(folder, 1), elsewhere);
    expect(await readReportFolder(folder, sinceMs)).toMatchObject([
      { runner: 'vitest', content: { problem } },
    ]);
  });

  test('follows no link to another folder, and takes no note of what it has not asked for', async () => {
    const { folder, sinceMs } = await place();
    const other = await place();
    await writeFile(await ask(other.folder, 1), '{}');
    await mkdir(join(other.folder, 'pytest/shop'), { recursive: true });
    await writeFile(join(other.folder, 'pytest/shop/pytest.xml'), '<testsuite/>');
    await symlink(join(other.folder, '1'), join(folder, '1'));
    await symlink(join(other.folder, 'pytest'), join(folder, 'pytest'));
    await mkdir(join(folder, 'x'));
    await writeFile(join(folder, 'x', 'report.json'), '{}');
    expect(await readReportFolder(folder, sinceMs)).toEqual([]);
    expect(await readReportFolder(other.folder, other.sinceMs)).toHaveLength(2);
  });

  test('gives none for a folder that is gone', async () => {
    expect(await readReportFolder('/nonexistent', 0)).toEqual([]);
  });
});
