import { execFile } from 'node:child_process';
import { cp, glob, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder, writeFiles } from './support/run-fixture.ts';

const root = resolve(import.meta.dirname, '..');

interface Violation {
  from: string;
  rule: { name: string };
}

/** What the floors check finds in a folder with a `src`. */
async function checkFloors(folder: string): Promise<Violation[]> {
  const program = join(root, 'node_modules/.bin/depcruise');
  const config = join(root, '.dependency-cruiser.js');
  const args = [program, '--config', config, '--output-type', 'json', 'src'];
  return new Promise((found, failed) => {
    execFile(process.execPath, args, { cwd: folder, maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      if (stdout === '') failed(error ?? new Error(stderr));
      else found(JSON.parse(stdout).summary.violations);
    });
  });
}

/** Files that each break one rule, and the rule. */
const bad: Record<string, { text: string; rule: string }> = {
  'src/core/bad-value.ts': {
    text: "export { main } from '../cli/main.ts';",
    rule: 'floor-0-imports-downwards',
  },
  'src/core/bad-type.ts': {
    text: "import type { World } from '../engine/world.ts';\nexport type Bad = World;",
    rule: 'floor-0-imports-downwards',
  },
  'src/engine/bad-later.ts': {
    text: "export const bad = () => import('../cli/main.ts');",
    rule: 'floor-4-imports-downwards',
  },
  'src/core/bad-node.ts': { text: "export { readFile } from 'node:fs';", rule: 'core-is-pure' },
  'src/views/bad-node.ts': { text: "export { readFile } from 'node:fs';", rule: 'core-is-pure' },
  'src/tools/bad-neighbour.ts': {
    text: "export { detectCommands } from '../verify/detect-commands.ts';",
    rule: 'tools-imports-no-neighbour',
  },
  'src/system/bad-adapter.ts': {
    text: "export { runGit } from '../workspace/git/run-git.ts';",
    rule: 'floor-2-imports-downwards',
  },
  'src/log/bad-circle.ts': { text: "import './bad-circle.ts';\nexport const bad = 1;", rule: 'no-cycles' },
  'src/runs/bad-builder.ts': {
    text: "export { createRecordedModel } from '../model/recorded-model.ts';",
    rule: 'adapters-are-built-in-wire',
  },
  'src/web/page/bad-reader.ts': {
    text: "export { readRun } from '../../runs/read-run.ts';",
    rule: 'page-is-pure',
  },
  'src/cli/bad-builder.ts': {
    text: "export { openWorkspace } from '../workspace/workspace.ts';",
    rule: 'cli-works-by-runs',
  },
  'src/cli/bad-body.ts': {
    text: "export { gitVersion } from '../workspace/git/git-version.ts';",
    rule: 'cli-works-by-runs',
  },
  'src/cli/bad-wire.ts': {
    text: "import type { WorldParts } from '../wire.ts';\nexport type Bad = WorldParts;",
    rule: 'cli-works-by-runs',
  },
  'src/demo/bad-loop.ts': {
    text: "export { runLoop } from '../engine/run-loop.ts';",
    rule: 'demo-uses-the-library',
  },
  'src/attic/bad-room.ts': {
    text: "import '../src/core/role.ts';\nexport const bad = 1;",
    rule: 'every-file-has-a-room',
  },
  'src/runs/bad-line.ts': {
    text: "export { sealLine } from '../log/seal-line.ts';",
    rule: 'lines-are-made-by-the-journal',
  },
  'src/runs/bad-log.ts': {
    text: "export { createLog } from '../log/file/open-log.ts';",
    rule: 'logs-are-opened-by-their-store',
  },
  'src/engine/bad-process.ts': {
    text: "export { env } from 'node:process';",
    rule: 'environment-is-read-in-config',
  },
};

test('the floors check finds each forbidden import in TypeScript files, and nothing else', async () => {
  const folder = await temporaryFolder();
  await cp(join(root, 'src'), join(folder, 'src'), { recursive: true });
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  writeFiles(folder, Object.fromEntries(Object.entries(bad).map(([path, { text }]) => [path, text])));
  const found = (await checkFloors(folder)).map(({ from, rule }) => `${from}: ${rule.name}`);
  expect(found.sort()).toEqual(
    Object.entries(bad)
      .map(([path, { rule }]) => `${path}: ${rule}`)
      .sort(),
  );
});

test('the bench is a program of the library: it imports nothing else of the source', async () => {
  const importing = async (pattern: string) => {
    const found: string[] = [];
    for await (const path of glob(pattern, { cwd: root })) {
      if (/from '[^']*\/src\//.test(await readFile(join(root, path), 'utf8'))) found.push(path);
    }
    return found;
  };
  expect(await importing('scripts/bench/*.ts')).toEqual([]);
  // The control: what measures trust plays by the source's own names.
  expect(await importing('scripts/bench-*.ts')).toContain('scripts/bench-trust.ts');
});
