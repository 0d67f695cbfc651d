import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { makeFolder, patchOf } from './test-folder.ts';

const project = fileURLToPath(new URL('../../..', import.meta.url));

/** Runs the conformance program on folders and gives back its exit code and its lines. */
function conformance(...folders: string[]): { exitCode: number | null; lines: string[] } {
  const program = join(project, 'scripts/conformance-patch.ts');
  const { status, stdout } = spawnSync(process.execPath, [program, ...folders], { encoding: 'utf8' });
  return { exitCode: status, lines: stdout.trimEnd().split('\n') };
}

test('all cases of this project pass', () => {
  const { exitCode, lines } = conformance(join(project, 'test/fixtures/apply-patch'));
  expect(lines).toEqual([
    'pass adds_files_in_new_folders',
    'pass changes_nothing_where_a_later_hunk_fails (atomic: kept as it was)',
    'pass deletes_the_only_file',
    'pass finds_chunks_below_their_anchors',
    'pass keeps_a_byte_order_mark',
    'pass keeps_a_missing_last_line_break',
    'pass keeps_line_breaks_and_invalid_utf8',
    'pass moves_into_another_folder',
    'pass refuses_a_path_outside_the_folder (refused)',
    'pass refuses_to_move_over_an_existing_file (refused)',
    '10 passed, 0 failed',
  ]);
  expect(exitCode).toBe(0);
});

test('a case of an engine that overwrites a file passes where nothing else would come of it', async () => {
  const add = patchOf('*** Add File: a', '+new');
  const move = patchOf('*** Update File: b', '*** Move to: a', '@@', '-b', '+B');
  const folder = await makeFolder({
    ...{ 'add/patch.txt': add, 'add/input/a': 'old\n', 'add/expected/a': 'new\n' },
    ...{ 'move/patch.txt': move, 'move/input/a': 'a\n', 'move/input/b': 'b\n', 'move/expected/a': 'B\n' },
    ...{ 'other/patch.txt': add, 'other/input/a': 'old\n', 'other/expected/a': 'other\n' },
  });
  const { lines } = conformance(folder);
  expect(lines.slice(0, 2)).toEqual([
    'pass add (no file is overwritten: kept as it was)',
    'pass move (no file is overwritten: kept as it was)',
  ]);
  expect(lines[2]).toMatch(/^FAIL other/);
});

describe('cases that fail', () => {
  const add = ['*** Add File: a', '+a'];
  const missing = ['*** Delete File: missing'];

  test.each([
    ['files differ', patchOf(...add), { 'expected/a': 'b\n' }],
    ['a file is missing', patchOf(...add), { 'expected/a': 'a\n', 'expected/b': 'b\n' }],
    ['a file is too much', patchOf(...add), { 'input/b': 'b\n', 'expected/a': 'a\n' }],
    ['a refusal was not expected', patchOf(...missing), { 'expected/a': 'a\n' }],
    ['a text that is no patch was expected to apply', add.join('\n'), { 'expected/a': 'a\n' }],
    [
      'more than the hunks before the refused one was expected',
      patchOf(...add, ...missing, '*** Add File: b', '+b'),
      { 'expected/a': 'a\n', 'expected/b': 'b\n' },
    ],
    [
      'less than the hunks before the refused one was expected',
      patchOf(...add, '*** Add File: b', '+b', ...missing),
      { 'expected/a': 'a\n' },
    ],
  ])('%s', async (_what, patch, files) => {
    const cases = Object.fromEntries(Object.entries(files).map(([path, text]) => [`case/${path}`, text]));
    const folder = await makeFolder({ 'case/patch.txt': patch, ...cases });
    const { exitCode, lines } = conformance(folder);
    expect(lines[0]).toMatch(/^FAIL case \(differs from expected/);
    expect(lines.at(-1)).toBe('0 passed, 1 failed');
    expect(exitCode).toBe(1);
  });

  test('a case without a patch', async () => {
    const folder = await makeFolder({ 'case/expected/a': 'a\n' });
    expect(conformance(folder)).toEqual({
      exitCode: 1,
      lines: ['FAIL case (patch.txt cannot be read)', '0 passed, 1 failed'],
    });
  });
});

describe('folders that hold nothing to run', () => {
  test('a missing folder, a file, none at all: exit code 2', async () => {
    const folder = await makeFolder({ file: 'x' });
    expect(conformance(join(folder, 'missing')).exitCode).toBe(2);
    expect(conformance(join(folder, 'file')).exitCode).toBe(2);
    expect(conformance().exitCode).toBe(2);
  });

  test('a folder without cases: exit code 1', async () => {
    expect(conformance(await makeFolder({}))).toEqual({ exitCode: 1, lines: ['0 passed, 0 failed'] });
  });
});
