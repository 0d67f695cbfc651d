import { mkdir, mkdtemp, realpath, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Sandbox } from '../../src/ports/sandbox.ts';
import type { View } from '../../src/ports/view.ts';
import { createBubblewrap } from '../../src/sandbox/bubblewrap.ts';
import { contain } from '../../src/sandbox/contain/contain.ts';
import { makeRepository, type StartedTestRun, startTestRun, write } from '../../src/workspace/testing.ts';
import { programs, requestFor } from '../support/attack.ts';
import { removeFolder } from '../support/remove-folder.ts';

/** A run on a repository with two packages, whose dependency folders are copied into views or lie beneath them. */
interface Stage {
  run: StartedTestRun;
  sandbox: Sandbox;
}

const files = {
  '.gitignore': 'node_modules\n.venv\n*.log\n',
  'top.txt': 'top\n',
  'packages/a/index.js': 'a\n',
  'packages/a/deep/x.txt': 'x\n',
  'packages/b/index.js': 'b\n',
};

const dependencies = {
  'node_modules/one/index.js': 'one\n',
  'node_modules/one/bin/run': '#!/bin/sh\n',
  'packages/a/node_modules/two/index.js': 'two\n',
  '.venv/lib/three.py': 'three\n',
};

async function makeStage(checkout: string, kind: 'copies' | 'layers'): Promise<Stage> {
  const home = await realpath(await mkdtemp(join(tmpdir(), `proofloop-${kind}-`)));
  onTestFinished(() => removeFolder(home));
  const runHome = join(home, 'run');
  await mkdir(runHome);
  const run = await startTestRun(checkout, {
    runHome,
    mountedAtCheckout: true,
    machine: { canLayer: async () => kind === 'layers' },
  });
  const containment = contain({
    workspace: checkout,
    hidden: [],
    mounts: [],
    network: 'off',
    userHome: home,
    environment: { PATH: process.env.PATH },
    programs,
  });
  return { run, sandbox: createBubblewrap(containment, join(home, 'sandbox')) };
}

async function makeStages(): Promise<{ checkout: string; copies: Stage; layers: Stage }> {
  const checkout = await makeRepository(files);
  await write(checkout, dependencies);
  await symlink('one', join(checkout, 'node_modules/link'));
  return {
    checkout,
    copies: await makeStage(checkout, 'copies'),
    layers: await makeStage(checkout, 'layers'),
  };
}

/** All that a command can see of a view's files. */
const listing = `find . -path ./.git -prune -o -printf '%y %m %p %l\\n' | sort
find . -path ./.git -prune -o -type f -print0 | sort -z | xargs -0r md5sum`;

/** What commands see before and after each of these, the trees that these lead to, and what a next view shows. */
async function play({ run, sandbox }: Stage, commands: readonly string[]): Promise<unknown[]> {
  const { workspace } = run;
  const seen: unknown[] = [];
  const look = async (view: View, command: string) => {
    // How often a program has to try is its own affair: what it comes to counts.
    const script = `${listing}\n(${command}\n) >/dev/null 2>&1\n${listing}`;
    seen.push(await sandbox.run(view, requestFor(script)).then(({ exitCode, output }) => [exitCode, output]));
  };
  let tree = workspace.baseTree;
  for (const command of commands) {
    // As for a next call of the coder: the dependencies are as they were, other ignored files stay.
    const view = await workspace.open('coder', tree);
    await look(view, command);
    const snapshot = await view.snapshot();
    tree = snapshot.tree;
    seen.push(snapshot);
  }
  const fresh = await workspace.open('verification', tree);
  await look(fresh, 'true');
  await fresh.close();
  return seen;
}

const places = [
  'top.txt',
  'new.txt',
  'packages',
  'packages/a',
  'packages/a/index.js',
  'packages/a/deep',
  'packages/a/node_modules',
  'packages/a/node_modules/two/index.js',
  'packages/b',
  'node_modules',
  'node_modules/one',
  'node_modules/one/index.js',
  '.venv',
  '.venv/lib/three.py',
  'made',
  'made/file',
  '.gitignore',
];

const place = fc.constantFrom(...places);
const operation = fc.oneof(
  place.map((path) => `rm -rf ${path}`),
  place.map((path) => `mkdir -p ${path} && echo inside > ${path}/inside`),
  place.map((path) => `mkdir -p $(dirname ${path}) && echo written >> ${path}`),
  place.map((path) => `chmod u+x ${path}`),
  place.map((path) => `rm -rf ${path} && ln -s /usr ${path}`),
  fc.tuple(place, place).map(([from, to]) => `mv -T ${from} ${to}`),
  // What a copy of a folder into itself leaves behind depends on the order in which a file system lists it.
  fc
    .tuple(place, place)
    .filter(([from, to]) => !to.startsWith(`${from}/`))
    .map(([from, to]) => `cp -rT ${from} ${to}`),
  fc.tuple(place, place).map(([from, to]) => `ln ${from} ${to}`),
);

describe('views with folders beneath them', () => {
  test('come to the trees and show the files that views with copies do, whatever commands do in them', async () => {
    const { copies, layers } = await makeStages();
    const opened = await layers.run.workspace.open('tester', layers.run.workspace.baseTree);
    expect(opened.beneath).toHaveLength(1);
    const script = fc.array(operation, { minLength: 1, maxLength: 5 }).map((lines) => lines.join('\n'));
    await fc.assert(
      fc.asyncProperty(fc.array(script, { minLength: 1, maxLength: 3 }), async (commands) => {
        expect(await play(layers, commands)).toEqual(await play(copies, commands));
      }),
      { numRuns: 6 },
    );
  });

  test('hold what is removed, made anew, renamed and linked for what it is', async () => {
    const { copies, layers } = await makeStages();
    const commands = [
      'rm -r packages/a && echo file > packages/a',
      'rm packages/a; mv packages packages2',
      'mv packages2 packages && mkdir packages/a && echo 1 > packages/a/index.js && chmod 500 packages/a packages',
      'chmod 755 packages/a/index.js node_modules/one/index.js packages packages/a; ln top.txt hard; echo x >> hard',
      'echo changed > node_modules/one/index.js; rm -r .venv',
      'true',
    ];
    expect(await play(layers, commands)).toEqual(await play(copies, commands));
  });
});
