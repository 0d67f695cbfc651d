import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { expect, test } from 'vitest';
import { endNamespace, killNamespace } from './namespace.ts';
import { shakeHands } from './shake-hands.ts';
import { exitCodeOf } from './start-process.ts';

/** Starts what stands for a sandbox, talks at 3, and says at its output what becomes of it; resolves at the first word. */
async function start(script: string) {
  const stdio = ['ignore', 'pipe', 'ignore', 'pipe'] as const;
  const outermost = spawn('/bin/sh', ['-c', script], { detached: true, stdio: [...stdio] });
  let said = '';
  outermost.stdout?.on('data', (chunk) => {
    said += chunk;
  });
  const closed = outermost.stdout === null ? null : once(outermost.stdout, 'close');
  const handshake = shakeHands(outermost.stdio[3] as Duplex, async () => {});
  const sandbox = { outermost, ended: exitCodeOf(outermost), handshake };
  if (outermost.stdout !== null) await once(outermost.stdout, 'data');
  // All that was started has the output open.
  return { sandbox, said: () => said, gone: closed };
}

test.each([['killed', killNamespace] as const, ['ended', endNamespace] as const])(
  'a sandbox that does not stand yet and is %s: all of it is gone, whoever was made meanwhile',
  async (_name, end) => {
    const { sandbox, gone } = await start('sleep 600 & sleep 600 & echo begun; wait');
    await end(sandbox);
    await gone;
    expect(await sandbox.handshake.outcome).toBe(false);
  },
);

test('one that comes to stand after it was killed is not let run, and is waited for', async () => {
  const launcher =
    'echo begun; read -r early <&3; echo ready >&3; read -r answer <&3 && echo it runs; echo it is over';
  const { sandbox, said, gone } = await start(`setsid sh -c '${launcher}' & wait`);
  await killNamespace(sandbox);
  // Its last word was written before it let go of the handshake.
  await gone;
  expect(said()).toBe('begun\nit is over\n');
});

test('one that stands and is not killed is let run', async () => {
  const { sandbox, said, gone } = await start('echo ready >&3; read -r answer <&3 && echo "$answer"');
  await gone;
  expect([said(), await sandbox.handshake.outcome, sandbox.handshake.isReady()]).toEqual([
    'go\n',
    true,
    true,
  ]);
});
