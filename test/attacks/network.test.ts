import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { chmodSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { contain } from '../../src/sandbox/contain/contain.ts';
import { attack, makeOpenFolder, makeScene, viewOf, withoutFlags, workspace } from '../support/attack.ts';
import { startListener } from '../support/listener.ts';

test('attack 6: nothing reaches a server on this machine, over TCP', async () => {
  const scene = await makeScene();
  const { port, hits } = await startListener();
  const connect = `(: > /dev/tcp/127.0.0.1/${port}) 2>/dev/null && echo connected`;
  expect((await attack(scene, connect)).output).toBe('');
  expect(hits()).toBe(0);
  const weakened = withoutFlags(scene.containment, '--unshare-net');
  expect((await attack(scene, connect, weakened)).output).toBe('connected\n');
  expect(hits()).toBe(1);
});

test('attack 6: nothing reaches one over UDP, as a question to a name server would', async () => {
  const scene = await makeScene();
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  onTestFinished(() => {
    socket.close();
  });
  await once(socket, 'listening');
  const messages: string[] = [];
  socket.on('message', (message) => messages.push(message.toString()));
  const send = (word: string) => `echo ${word} > /dev/udp/127.0.0.1/${socket.address().port}; true`;
  await attack(scene, send('contained'));
  const arrived = once(socket, 'message');
  await attack(scene, send('uncontained'), withoutFlags(scene.containment, '--unshare-net'));
  await arrived;
  expect(messages).toEqual(['uncontained\n']);
});

test('attack 6: --network on is for the coder alone', async () => {
  const scene = await makeScene();
  const { port } = await startListener();
  const containment = contain({
    workspace,
    hidden: [],
    mounts: [],
    network: 'on',
    userHome: scene.userHome,
    environment: { PATH: '/usr/bin' },
    programs: scene.containment.programs,
  });
  const connect = `: > /dev/tcp/127.0.0.1/${port}`;
  const codeIn = async (kind: 'planner' | 'coder' | 'tester' | 'verification') =>
    (await attack({ ...scene, view: viewOf(scene.view.root, kind) }, connect, containment)).exitCode;
  expect(await codeIn('coder')).toBe(0);
  for (const kind of ['planner', 'tester', 'verification'] as const) expect(await codeIn(kind)).not.toBe(0);
});

test('attack 7: a socket in the file system is not there', async () => {
  const scene = await makeScene();
  const folder = join(scene.folder, 'sockets');
  makeOpenFolder(folder);
  const path = join(folder, 'docker.sock');
  const server = createServer((socket) => socket.end('daemon')).listen(path);
  onTestFinished(() => {
    server.close();
  });
  await once(server, 'listening');
  chmodSync(path, 0o777);
  const connect = `perl -e 'use IO::Socket::UNIX; my $s = IO::Socket::UNIX->new(Peer => "${path}"); print $s ? <$s> : $!+0'`;
  const noSuchFile = '2';
  expect((await attack(scene, connect)).output).toBe(noSuchFile);
  const weakened = { ...scene.containment, readable: [...scene.containment.readable, folder] };
  expect((await attack(scene, connect, weakened)).output).toBe('daemon');
});

test('attack 7: neither is an abstract one', async () => {
  const scene = await makeScene();
  const name = `proofloop-attack-${process.pid}`;
  const server = createServer((socket) => socket.end('daemon')).listen(`\0${name}`);
  onTestFinished(() => {
    server.close();
  });
  await once(server, 'listening');
  const connect = `perl -e 'use IO::Socket::UNIX; my $s = IO::Socket::UNIX->new(Peer => "\\0${name}"); print $s ? <$s> : "refused"'`;
  expect((await attack(scene, connect)).output).toBe('refused');
  expect((await attack(scene, connect, withoutFlags(scene.containment, '--unshare-net'))).output).toBe(
    'daemon',
  );
});
