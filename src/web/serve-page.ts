import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import type { Surroundings } from '../config/surroundings.ts';
import { UsageError } from '../runs/usage-error.ts';
import type { ProgramStart } from './ask-program.ts';
import { type PageFiles, pageRoutes } from './routes.ts';

const loopback = '127.0.0.1';

/** A page that is served. */
export interface ServedPage {
  /** With the secret that lets in: to be told to the user alone. */
  url: string;
  /** Ends all connections. Nothing that the page has started ends with it. */
  close(): Promise<void>;
}

interface PageToServe {
  /** 0 lets the system choose. */
  port: number;
  files: PageFiles;
  surroundings: Surroundings;
  program: Pick<ProgramStart, 'command'>;
}

/** Serves the page to this machine alone; a UsageError where the port can't be had. */
export async function servePage({ port, files, surroundings, program }: PageToServe): Promise<ServedPage> {
  const [token, session] = [newSecret(), newSecret()];
  const admission = { port, token, session };
  const routes = pageRoutes({ admission, files, surroundings, program });
  const server = createAdaptorServer({ fetch: routes.fetch });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, loopback, resolve);
  }).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(
      `port ${port} of ${loopback} can't be had (${error.code}): give another --port, or none`,
    );
  });
  // Known only now where the system chose it; no request was answered before.
  admission.port = (server.address() as AddressInfo).port;
  return {
    url: `http://${loopback}:${admission.port}/#${token}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        if ('closeAllConnections' in server) server.closeAllConnections();
      }),
  };
}

function newSecret(): string {
  return randomBytes(32).toString('base64url');
}
