import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { askForModels } from './ask-for-models.ts';

async function served(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
}

test('a redirection is no answer, since requests of a run do not follow it either', async () => {
  const elsewhere: (string | undefined)[] = [];
  const other = await served(({ url }, outgoing) => {
    elsewhere.push(url);
    outgoing.end('{"data": []}');
  });
  const location = `${other}/models`;
  const baseUrl = await served((_incoming, outgoing) => outgoing.writeHead(308, { location }).end());
  expect(await askForModels(baseUrl, 'sk-key')).toEqual({
    ok: false,
    status: 308,
    problem: `${baseUrl} answered 308 and leads to ${location}`,
  });
  expect(elsewhere).toEqual([]);
});
