import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream';
import { expect, onTestFinished, test } from 'vitest';
import { runProgram } from '../support/program.ts';
import { coderOutput, plannerOutput, testerOutput } from '../support/role-outputs.ts';
import { endpointFor, repositoryWith, sumProject, temporaryFolder } from '../support/run-fixture.ts';
import { finalJson } from '../support/scripted-answers.ts';

const outputs = { planner: plannerOutput(), coder: coderOutput(), tester: testerOutput() };

/** A proxy that hands every request on to the port, whatever host it names; `asked` are the addresses. */
async function startProxy(port: number): Promise<{ address: string; asked: string[] }> {
  const asked: string[] = [];
  const proxy = createServer((incoming, outgoing) => {
    const { method, headers, url = '' } = incoming;
    asked.push(url);
    const { pathname } = new URL(url);
    const onward = request({ host: '127.0.0.1', port, method, headers, path: pathname }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      pipeline(answer, outgoing, () => {});
    });
    pipeline(incoming, onward, () => {});
  }).listen(0, '127.0.0.1');
  onTestFinished(() => {
    proxy.closeAllConnections();
    proxy.close();
  });
  await once(proxy, 'listening');
  return { address: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`, asked };
}

test.each([
  ['with NODE_USE_ENV_PROXY through the proxy', { NODE_USE_ENV_PROXY: '1' }, /coder +starts with/],
  [
    'else past it, to a host that nobody knows',
    {},
    /The host of http:\/\/model\.invalid\/v1 was not\s+found[\s\S]*the\s+proxy\s+in\s+HTTP_PROXY\s+is\s+not\s+used:\s+NODE_USE_ENV_PROXY=1\s+uses\s+it/,
  ],
])('a run asks the model %s', async (_name, environment, said) => {
  const endpoint = await endpointFor(({ role }) => finalJson(outputs[role]));
  const proxy = await startProxy(Number(new URL(endpoint.baseUrl).port));
  const run = await runProgram({
    args: [
      ...['run', '--task', 'Nothing.', '--evidence', 'claimed', '--max-iterations', '1', '--sandbox', 'off'],
      ...['--max-retries', '0', '--max-wait', '1s', '--base-url', 'http://model.invalid/v1'],
    ],
    folder: await repositoryWith(sumProject),
    home: await temporaryFolder(),
    environment: { HTTP_PROXY: proxy.address, ...environment },
  });
  expect(run.stderr).toMatch(said);
  const requests = 'NODE_USE_ENV_PROXY' in environment ? 3 : 0;
  expect(proxy.asked).toEqual(Array(requests).fill('http://model.invalid/v1/responses'));
});
