import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { installed } from '../support/copy-packages.ts';
import { runProgram } from '../support/program.ts';
import { git, temporaryFolder, writeFiles } from '../support/run-fixture.ts';

/** A package manager as corepack keeps what it has downloaded of it. */
interface Manager {
  name: 'pnpm' | 'yarn';
  package: string;
  /** Its command, in what corepack keeps. */
  command: string;
  bin: unknown;
  settings: Record<string, string>;
}

const managers: Manager[] = [
  {
    name: 'pnpm',
    package: 'pnpm',
    command: 'bin/pnpm.cjs',
    bin: { pnpm: './bin/pnpm.cjs', pnpx: './bin/pnpx.cjs' },
    settings: { '.gitignore': 'node_modules\n' },
  },
  {
    name: 'yarn',
    package: '@yarnpkg/cli-dist',
    command: 'yarn.js',
    bin: ['yarn', 'yarnpkg'],
    settings: { '.yarnrc.yml': 'nodeLinker: node-modules\n', '.gitignore': 'node_modules\n.yarn/*\n' },
  },
];

const versionOf = (name: string): string =>
  JSON.parse(readFileSync(join(installed, name, 'package.json'), 'utf8')).version;

/** A home in which corepack has downloaded the manager, and node's own folder with corepack's programs in it. */
async function homeWith({ name, package: source, command, bin }: Manager) {
  const home = await temporaryFolder();
  const version = versionOf(source);
  const cache = join(home, '.cache/node/corepack/v1', name, version);
  mkdirSync(cache, { recursive: true });
  if (name === 'yarn') cpSync(join(installed, source, 'bin/yarn.js'), join(cache, command));
  else cpSync(join(installed, source), cache, { recursive: true });
  const locator = { name, reference: version };
  writeFileSync(join(cache, '.corepack'), JSON.stringify({ locator, bin, hash: 'sha512.0' }));
  const prefix = join(home, 'tools/node-v99');
  const programs = join(prefix, 'bin');
  const packages = join(prefix, 'lib/node_modules');
  mkdirSync(programs, { recursive: true });
  cpSync(join(installed, 'corepack'), join(packages, 'corepack'), { recursive: true });
  chmodSync(join(packages, `corepack/dist/${name}.js`), 0o755);
  symlinkSync(`../lib/node_modules/corepack/dist/${name}.js`, join(programs, name));
  const path = `${programs}:${dirname(process.execPath)}:/usr/bin:/bin`;
  // As on a machine without a network: what corepack has is all there is.
  const environment = { HOME: home, PATH: path, COREPACK_ENABLE_NETWORK: '0' };
  return { home, version, cache, environment };
}

async function projectOf({ name, settings }: Manager, version: string, environment: NodeJS.ProcessEnv) {
  const folder = await temporaryFolder();
  git(folder, 'init', '--quiet', '-b', 'main');
  writeFiles(folder, {
    ...settings,
    'package.json': JSON.stringify({
      name: 'sums',
      packageManager: `${name}@${version}`,
      scripts: { test: 'node --test' },
    }),
    'sum.js': 'exports.sum = (a, b) => a - b;\n',
    'sum.test.js':
      "const test = require('node:test');\nconst assert = require('node:assert');\nconst { sum } = require('./sum.js');\ntest('adds', () => assert.equal(sum(2, 3), 5));\ntest('zero', () => assert.equal(sum(0, 0), 0));\n",
  });
  execFileSync(name, ['install'], { cwd: folder, env: environment, stdio: 'pipe' });
  git(folder, 'add', '-A');
  git(folder, 'commit', '--quiet', '-m', 'first');
  writeFiles(folder, { 'sum.js': 'exports.sum = (a, b) => a + b;\n' });
  return folder;
}

test.each(managers)('$name by corepack runs the tests without a network', async (manager) => {
  const { home, version, cache, environment } = await homeWith(manager);
  const folder = await projectOf(manager, version, environment);
  const judge = async () => {
    const proofloopHome = await temporaryFolder();
    const args = ['judge', '--evidence', 'proven', '--json'];
    return runProgram({
      args,
      folder,
      home,
      environment: { ...environment, PROOFLOOP_HOME: proofloopHome },
    });
  };
  const judged = await judge();
  expect(judged.stdout, judged.stderr).toContain('"verdict":"proven"');
  expect(judged.stdout).toContain(`"verify":["${manager.name} test"]`);
  // The control: it is corepack's download that runs.
  rmSync(cache, { recursive: true });
  const without = await judge();
  expect(without.exitCode, without.stderr).not.toBe(0);
});
