import { execFileSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A PostgreSQL of the test's own, on a port of the loopback and a private socket. */
export interface TestPostgres {
  /** Of a new, empty database in it. */
  newDatabase(): string;
  /** Kills it as a crash would, and starts it anew. */
  restart(): void;
  stop(): void;
}

let databases = 0;

/** What a server of tests may leave out: its data need not outlive the machine. */
const forTests = ['fsync=off'];

/**
 * Starts a server as an unprivileged user, with nothing of it outside of a temporary folder. `given` are settings of the
 * server, each as `name=value`.
 */
export async function startPostgres(given: readonly string[] = forTests): Promise<TestPostgres> {
  const folder = mkdtempSync(join(tmpdir(), 'proofloop-postgres-'));
  const bin = execFileSync('sh', ['-c', 'ls -d /usr/lib/postgresql/*/bin | tail -n 1'], { encoding: 'utf8' });
  const program = (name: string) => join(bin.trim() || '/usr/bin', name);
  const user = process.getuid?.() === 0 ? unprivileged() : null;
  if (user !== null) chownSync(folder, user.uid, user.gid);
  const run = (name: string, args: readonly string[]) =>
    execFileSync(program(name), args, { ...(user ?? {}), cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  const data = join(folder, 'data');
  run('initdb', ['-D', data, '-U', 'tester', '-A', 'trust', '--no-sync', '-E', 'UTF8', '--locale', 'C']);
  const chosen = ['max_connections=300', 'shared_buffers=32MB', ...given].map((setting) => `-c ${setting}`);
  const start = (at: number) => {
    const settings = [`-p ${at}`, `-k ${folder}`, '-h 127.0.0.1', ...chosen].join(' ');
    run('pg_ctl', ['-D', data, '-l', join(folder, 'log'), '-w', '-t', '120', '-o', settings, 'start']);
  };
  const port = await startAtFreePort(start);
  return {
    newDatabase() {
      databases += 1;
      const name = `test_${process.pid}_${databases}`;
      const at = ['-h', '127.0.0.1', '-p', String(port), '-U', 'tester'];
      run('createdb', [...at, name]);
      return `postgresql://tester@127.0.0.1:${port}/${name}`;
    },
    restart() {
      run('pg_ctl', ['-D', data, '-m', 'immediate', '-w', 'stop']);
      start(port);
    },
    stop() {
      run('pg_ctl', ['-D', data, '-m', 'immediate', '-w', 'stop']);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The user that the Debian package makes: a server does not run as root. */
function unprivileged(): { uid: number; gid: number } {
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

/** Others look for free ports too: one that was free a moment ago can be taken by now. */
async function startAtFreePort(start: (port: number) => void): Promise<number> {
  for (let tried = 1; ; tried += 1) {
    const port = await freePort();
    try {
      start(port);
      return port;
    } catch (error) {
      if (tried === portsTried) throw error;
    }
  }
}

const portsTried = 10;

/** Below those that the kernel gives to connections by itself, so that none has it while the server starts anew. */
const ports = { first: 15_000, last: 32_000 };

function freePort(): Promise<number> {
  const port = randomInt(ports.first, ports.last);
  return new Promise((resolve) => {
    const server = createServer();
    server.on('error', () => resolve(freePort()));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(port)));
  });
}
