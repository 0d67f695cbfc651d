import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** A tab of Chromium as a user has it: nobody keeps what comes over its network, as programs that drive a browser do. */
export interface Tab {
  /** What an expression comes to in it; a promise is awaited. */
  evaluate<Value>(expression: string): Promise<Value>;
  open(address: string): Promise<void>;
  collectGarbage(): Promise<void>;
  /** The ids of the processes that show it. */
  processes(): Promise<number[]>;
  close(): Promise<void>;
}

const flags = [
  ...[
    '--headless=new',
    '--no-sandbox',
    '--disable-gpu',
    '--remote-debugging-port=0',
    '--window-size=1280,800',
  ],
  ...[
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-extensions',
  ],
  // One that is kept ready for the next tab is no part of this one.
  '--disable-features=SpareRendererForSitePerProcess',
];

/** Starts Chromium with one empty tab. */
export async function startTab(): Promise<Tab> {
  const folder = await mkdtemp(join(tmpdir(), 'proofloop-bench-tab-'));
  const browser = spawn('/usr/bin/chromium', [...flags, `--user-data-dir=${folder}`, 'about:blank'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const socket = new WebSocket(await addressOf(browser));
  await once(socket, 'open');
  const send = commandsOver(socket);
  const { targetInfos } = await send('Target.getTargets');
  const page = (targetInfos as { type: string; targetId: string }[]).find(({ type }) => type === 'page');
  const { sessionId } = await send('Target.attachToTarget', { targetId: page?.targetId, flatten: true });
  const inTab = (method: string, params: object = {}) => send(method, params, sessionId as string);
  return {
    async evaluate<Value>(expression: string) {
      const told = await inTab('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true });
      if (told.exceptionDetails !== undefined) throw new Error(JSON.stringify(told.exceptionDetails));
      return (told.result as { value: Value }).value;
    },
    open: async (address) => void (await inTab('Page.navigate', { url: address })),
    collectGarbage: async () => void (await inTab('HeapProfiler.collectGarbage')),
    async processes() {
      const { processInfo } = await send('SystemInfo.getProcessInfo');
      const all = processInfo as { type: string; id: number }[];
      return all.filter(({ type }) => type === 'renderer').map(({ id }) => id);
    },
    async close() {
      const ended = once(browser, 'exit');
      await send('Browser.close').catch(() => {});
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Where the browser says that it can be driven. */
async function addressOf({ stderr }: ChildProcess): Promise<string> {
  if (stderr === null) throw new Error('nothing is read of the browser');
  for await (const line of createInterface({ input: stderr })) {
    const address = /^DevTools listening on (ws:\S+)/.exec(line)?.[1];
    if (address === undefined) continue;
    // What nobody reads would hold it up.
    stderr.resume();
    return address;
  }
  throw new Error('the browser ended before it could be driven');
}

type Answer = Record<string, unknown>;

/** Sends commands of Chromium's protocol, each of which resolves with its own answer. */
function commandsOver(socket: WebSocket) {
  const waiting = new Map<number, { resolve: (answer: Answer) => void; reject: (error: Error) => void }>();
  let last = 0;
  socket.addEventListener('message', ({ data }) => {
    const { id, result, error } = JSON.parse(String(data)) as { id?: number; result: Answer; error?: object };
    const asked = waiting.get(id ?? 0);
    waiting.delete(id ?? 0);
    if (error === undefined) asked?.resolve(result);
    else asked?.reject(new Error(JSON.stringify(error)));
  });
  socket.addEventListener('close', () => {
    for (const { reject } of waiting.values()) reject(new Error('the browser has ended'));
  });
  return (method: string, params: object = {}, sessionId?: string): Promise<Answer> => {
    last += 1;
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    waiting.set(last, { resolve, reject });
    socket.send(JSON.stringify({ id: last, method, params, ...(sessionId && { sessionId }) }));
    return promise;
  };
}
