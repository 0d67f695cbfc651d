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

const readingSince = (sinceMs: number, leftBytes = 64 * 1024 * 1024) => ({ sinceMs, room: { leftBytes } });

describe('readReportFolder', () => {
  test('gives each report that was asked for, in the order of asking', async () => {
    const { folder, sinceMs } = await place();
    for (const number of [1, 2, 10]) await writeFile(await ask(folder, number), `report ${number}`);
    expect((await readReportFolder(folder, readingSince(sinceMs))).map(({ content }) => content)).toEqual([
      { text: 'report 1' },
      { text: 'report 2' },
      { text: 'report 10' },
    ]);
  });

  test("gives pytest's reports with their ways, which tell where pytest ran", async () => {
    const { folder, sinceMs } = await place();
    for (const way of ['pytest/shop', 'pytest/shop/packages/a', 'pytest$PWD']) {
      await mkdir(join(folder, way), { recursive: true });
      await writeFile(join(folder, way, 'pytest-7.xml'), way);
    }
    const of = (path: string, text: string) => ({ runner: 'pytest', folder: '', path, content: { text } });
    expect(await readReportFolder(folder, readingSince(sinceMs))).toEqual([
      of('shop/pytest-7.xml', 'pytest/shop'),
      of('shop/packages/a/pytest-7.xml', 'pytest/shop/packages/a'),
      of('pytest-7.xml', 'pytest$PWD'),
    ]);
  });

  test('has a place for the report of altered lines, which is no link', async () => {
    const { folder, sinceMs } = await place();
    expect(await readReportFolder(folder, readingSince(sinceMs))).toEqual([]);
    await mkdir(join(folder, 'away'));
    await writeFile(join(folder, 'away/report.json'), '{}');
    await symlink('away', join(folder, 'stryker'));
    expect(await readReportFolder(folder, readingSince(sinceMs))).toEqual([]);
    await rm(join(folder, 'stryker'));
    await mkdir(join(folder, 'stryker'));
    const [missing] = await readReportFolder(folder, readingSince(sinceMs));
    expect(missing?.content).toEqual({ problem: 'was never written: it ended before its tests did' });
    await writeFile(join(folder, 'stryker/report.json'), '{}');
    expect(await readReportFolder(folder, readingSince(sinceMs))).toEqual([
      { runner: 'stryker', folder: '', path: 'report.json', content: { text: '{}' } },
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
    expect(await readReportFolder(folder, readingSince(sinceMs))).toMatchObject([
      { runner: 'vitest', content: { problem } },
    ]);
  });

  test('reads no more of all reports together than there is room for', async () => {
    const { folder, sinceMs } = await place();
    const room = 'report 1'.length + 2 * JSON.stringify({ runner: 'vitest', folder: '/shop' }).length;
    for (const number of [1, 2]) await writeFile(await ask(folder, number), `report ${number}`);
    const contents = async (leftBytes: number) =>
      (await readReportFolder(folder, readingSince(sinceMs, leftBytes))).map(({ content }) => content);
    expect(await contents(room)).toEqual([
      { text: 'report 1' },
      { problem: 'has no room left beside the others of this command', isTooLarge: true },
    ]);
    expect(await contents(room + 'report 2'.length)).toEqual([{ text: 'report 1' }, { text: 'report 2' }]);
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
    expect(await readReportFolder(folder, readingSince(sinceMs))).toEqual([]);
    expect(await readReportFolder(other.folder, readingSince(other.sinceMs))).toHaveLength(2);
  });

  test('gives none for a folder that is gone', async () => {
    expect(await readReportFolder('/nonexistent', readingSince(0))).toEqual([]);
  });
});
