import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sandbox } from '../src/ports/sandbox.ts';
import type { View } from '../src/ports/view.ts';
import { createBubblewrap } from '../src/sandbox/bubblewrap.ts';
import { contain } from '../src/sandbox/contain/contain.ts';
import { allowedEnvironment } from '../src/sandbox/show/allowed-environment.ts';
import { createUnsandboxed } from '../src/sandbox/unsandboxed.ts';

/** All ways are run in turn, so that a busy machine slows them alike. */
const rounds = Number(process.argv[2] ?? 60);

const programs = { 'apply-patch': process.execPath, 'ask-for-report': process.execPath };
const folder = mkdtempSync(join(tmpdir(), 'proofloop-bench-'));
const root = join(folder, 'view');
mkdirSync(root);
const view: View = {
  kind: 'coder',
  root,
  beneath: [],
  snapshot: () => Promise.reject(new Error('no tree')),
  close: async () => {},
  discard: async () => {},
};
const containment = contain({
  workspace: '/home/somebody/work/shop',
  hidden: [],
  mounts: [],
  network: 'off',
  userHome: join(folder, 'home'),
  environment: { PATH: process.env.PATH },
  programs,
});
const contained = createBubblewrap(containment, join(folder, 'sandbox'));
const plain = createUnsandboxed(allowedEnvironment(process.env), programs);

async function costOf(sandbox: Sandbox): Promise<number> {
  const startedAt = performance.now();
  const { exitCode, output } = await sandbox.run(view, {
    command: 'true',
    input: null,
    folder: '',
    timeoutMs: 60_000,
    outputLimitBytes: 1000,
    reportFolder: null,
    signal: new AbortController().signal,
  });
  if (exitCode !== 0) throw new Error(`the command failed: ${output}`);
  return performance.now() - startedAt;
}

/** What node alone takes for the same shell line. */
async function costOfSpawn(): Promise<number> {
  const startedAt = performance.now();
  await once(spawn('/bin/bash', ['-c', 'true'], { stdio: ['ignore', 'pipe', 'pipe'] }), 'close');
  return performance.now() - startedAt;
}

function quantile(values: readonly number[], part: number): string {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[Math.floor(sorted.length * part)] ?? Number.NaN).toFixed(1);
}

try {
  await costOf(contained);
  await costOf(plain);
  const costs: { contained: number; plain: number; spawned: number }[] = [];
  for (let count = 0; count < rounds; count += 1) {
    costs.push({
      contained: await costOf(contained),
      plain: await costOf(plain),
      spawned: await costOfSpawn(),
    });
  }
  const line = (label: string, values: readonly number[]) =>
    `${label.padEnd(26)}median ${quantile(values, 0.5)} ms, 90 % below ${quantile(values, 0.9)} ms`;
  const user = containment.user === null ? '' : `, as root, dropping to user ${containment.user}`;
  console.log(`${rounds} rounds of the command "true"${user}`);
  const values = (read: (cost: (typeof costs)[number]) => number) => costs.map(read);
  console.log(
    line(
      'bubblewrap',
      values(({ contained }) => contained),
    ),
  );
  console.log(
    line(
      '--sandbox off',
      values(({ plain }) => plain),
    ),
  );
  console.log(
    line(
      'plain spawn',
      values(({ spawned }) => spawned),
    ),
  );
  console.log(
    line(
      'bubblewrap - plain spawn',
      values(({ contained, spawned }) => contained - spawned),
    ),
  );
  console.log(
    line(
      'bubblewrap - off',
      values(({ contained, plain }) => contained - plain),
    ),
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
