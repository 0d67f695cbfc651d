import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { onTestFinished } from 'vitest';

/** A server on this machine that counts who comes, and is closed when the test has ended. */
export async function startListener(address = '127.0.0.1') {
  let hits = 0;
  const server = createServer((socket) => {
    hits += 1;
    socket.on('error', () => {});
    socket.destroy();
  });
  onTestFinished(() => {
    server.close();
  });
  server.listen(0, address);
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, hits: () => hits };
}
