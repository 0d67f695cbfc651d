import { spawn } from 'node:child_process';
import { createSocket, type RemoteInfo, type Socket as UdpSocket } from 'node:dgram';
import { getServers } from 'node:dns';
import { connect, type Server, type Socket } from 'node:net';
import { type NetworkPrograms, ownNameServer } from '../contain/public-network.ts';

/** Where something in a namespace is answered by proofloop, which asks on outside. */
export interface LocalPlace {
  address: string;
  port: number;
}

const dnsPort = 53;

/** Opens sockets in the namespace that it runs in, and hands them over: whoever gets them answers there from outside. */
const opener = `
const { createServer } = require('node:net');
const { createSocket } = require('node:dgram');
const places = JSON.parse(process.argv[1]);
const given = (place, handle) => new Promise((resolve) => process.send(place, handle, resolve));
process.on('disconnect', () => process.exit(0));
(async () => {
  for (const place of places) {
    const server = createServer();
    await new Promise((resolve, reject) => server.once('error', reject).listen(place.port, place.address, resolve));
    await given(place, server);
  }
  const names = createSocket('udp4');
  await new Promise((resolve, reject) => names.once('error', reject).bind(${dnsPort}, '${ownNameServer}', resolve));
  await given({ address: '${ownNameServer}', port: ${dnsPort} }, names);
})().catch((error) => { process.stderr.write(error.message); process.exit(1); });
`;

/**
 * Answers in the network namespace of a process: for name servers with the machine's own, for places with what is at
 * that place outside. Resolves with what ends it; rejects where that can't be had.
 */
export async function answerLocally(
  pid: number,
  programs: NetworkPrograms,
  node: string,
  places: readonly LocalPlace[],
): Promise<() => void> {
  const nameServer = { address: ownNameServer, port: dnsPort };
  const wanted = [...places.filter(({ port }) => port !== dnsPort), nameServer];
  const ends: (() => void)[] = [];
  const end = () => {
    for (const each of ends) each();
  };
  const enter = [`--target=${pid}`, '--user', '--net', '--preserve-credentials', '--'];
  const child = spawn(programs.enter, [...enter, node, '-e', opener, JSON.stringify(wanted)], {
    cwd: '/',
    env: {},
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let said = '';
  child.stderr?.on('data', (chunk) => {
    said += chunk;
  });
  const all = new Promise<void>((resolve) => {
    child.on('message', (place: LocalPlace, handle) => {
      if (isUdp(handle)) ends.push(answerNames(handle));
      else if (handle) ends.push(answer(handle as Server, place));
      // Names are answered over both protocols.
      if (ends.length === wanted.length + 1) resolve();
    });
  });
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code) => resolve(said.trim() || `exit code ${code}`));
  });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const failure = await Promise.race([all, ended]);
  if (failure === undefined) {
    child.disconnect();
    // As long as it is there it takes connections from the sockets too, and ends without an answer to them.
    await gone;
    return end;
  }
  end();
  throw new Error(`nothing can be answered in its network (${failure})`);
}

const isUdp = (handle: unknown): handle is UdpSocket =>
  typeof handle === 'object' && handle !== null && 'bind' in handle;

function answer(server: Server, place: LocalPlace): () => void {
  const open = new Set<Socket>();
  const join = (inside: Socket) => {
    const { address, port } = place.port === dnsPort ? outerNameServer() : place;
    const outside = connect(port, address);
    const both = [inside, outside];
    const endBoth = () => {
      for (const socket of both) {
        socket.destroy();
        open.delete(socket);
      }
    };
    for (const socket of both) {
      open.add(socket);
      socket.on('error', endBoth).on('close', endBoth);
    }
    inside.pipe(outside).pipe(inside);
  };
  server.on('connection', join);
  return () => {
    server.close();
    for (const socket of open) socket.destroy();
  };
}

/** How long an answer about a name is waited for. */
const nameWaitMs = 10_000;
/** Questions that can be under way at once. */
const questionsMax = 500;

function answerNames(inside: UdpSocket): () => void {
  const asked = new Set<UdpSocket>();
  inside.on('error', () => {});
  inside.on('message', (question, from: RemoteInfo) => {
    if (asked.size >= questionsMax) return;
    const { address, port } = outerNameServer();
    const outside = createSocket(address.includes(':') ? 'udp6' : 'udp4');
    asked.add(outside);
    const end = () => {
      clearTimeout(timer);
      if (asked.delete(outside)) outside.close();
    };
    const timer = setTimeout(end, nameWaitMs);
    outside.on('error', end);
    outside.on('message', (reply) => {
      inside.send(reply, from.port, from.address, () => {});
      end();
    });
    outside.send(question, port, address, () => {});
  });
  return () => {
    inside.close();
    for (const socket of [...asked]) socket.emit('error', new Error('over'));
  };
}

/** The machine's first name server. */
function outerNameServer(): LocalPlace {
  const first = getServers()[0] ?? ownNameServer;
  const [, v6, v4, port] = /^(?:\[(.+)\]|([\d.]+)):(\d+)$/.exec(first) ?? [];
  return { address: v6 ?? v4 ?? first, port: Number(port ?? dnsPort) };
}
