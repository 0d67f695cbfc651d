import { execFile, spawn } from 'node:child_process';
import { chmod, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { inPublicNetwork } from '../../src/sandbox/contain/public-network.ts';
import { findPublicNetwork } from '../../src/sandbox/find-public-network.ts';
import { answerLocally } from '../../src/sandbox/run/answer-locally.ts';
import { temporaryFolder } from '../support/run-fixture.ts';

/** A node that is slow to end, as on a busy machine: whoever it has handed its sockets to is not alone with them. */
async function slowToEnd(): Promise<string> {
  const folder = await temporaryFolder();
  const preloaded = join(folder, 'slow.cjs');
  await writeFile(preloaded, `const { exit } = process;\nprocess.exit = () => setTimeout(exit, 1500);\n`);
  const node = join(folder, 'node');
  await writeFile(node, `#!/bin/sh\nexec '${process.execPath}' --require '${preloaded}' "$@"\n`);
  await chmod(node, 0o755);
  return node;
}

test('each connection to a named place is answered, the first ones too', async () => {
  const found = await findPublicNetwork();
  if (!found.works) throw new Error(found.reason);
  const server = createServer((_request, response) => response.end('from the proxy'));
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  const [program = '', ...options] = inPublicNetwork(found.programs, []);
  const held = spawn(program, [...options, 'sh', '-c', 'echo there; exec cat'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => void held.stdin.end());
  await new Promise((resolve) => held.stdout.once('data', resolve));
  const end = await answerLocally(held.pid ?? 0, found.programs, await slowToEnd(), [
    { address: '127.0.0.1', port },
  ]);
  onTestFinished(end);

  const get = `(exec 3<>/dev/tcp/127.0.0.1/${port}; printf 'GET / HTTP/1.0\\r\\n\\r\\n' >&3; tail -n1 <&3; echo)`;
  const enter = [`--target=${held.pid}`, '--user', '--net', '--preserve-credentials', '--'];
  const script = `for n in $(seq 20); do ${get}; done`;
  const { stdout } = await promisify(execFile)(found.programs.enter, [...enter, 'bash', '-c', script]);
  expect(stdout).toBe('from the proxy\n'.repeat(20));
});
