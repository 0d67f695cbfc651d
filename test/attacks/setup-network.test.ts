import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { NamedEndpoint } from '../../src/core/setup/named-endpoints.ts';
import type { HeldNetwork } from '../../src/sandbox/contain/containment.ts';
import { findPublicNetwork } from '../../src/sandbox/find-public-network.ts';
import { attack, makeScene, processesNaming, type Scene, until, viewOf } from '../support/attack.ts';
import { startListener } from '../support/listener.ts';
import { startProgram } from '../support/sandbox-program.ts';

const ofSlirp = '--disable-host-loopback';

let programs: HeldNetwork['programs'];
beforeAll(async () => {
  const found = await findPublicNetwork();
  if (!found.works) throw new Error(found.reason);
  programs = found.programs;
});

async function setupScene(endpoints: NamedEndpoint[] = []): Promise<Scene> {
  const scene = await makeScene();
  const containment = { ...scene.containment, publicNetwork: { programs, endpoints } };
  return { ...scene, view: viewOf(scene.view.root, 'setup'), containment };
}

/** Prints each place that a connection is made to. */
const connecting = (places: readonly string[]) =>
  places
    .map((place) => {
      const [host, port] = place.split(' ');
      return `(timeout 60 bash -c ': < /dev/tcp/${host}/${port}') 2>/dev/null && echo '${place}'`;
    })
    .join('\n');

/** An address of this machine beside loopback. */
function ownAddress(): string {
  const all = Object.values(networkInterfaces()).flatMap((entries) => entries ?? []);
  return all.find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? '127.0.0.2';
}

describe("the setup that a repository names has a network without this machine's", () => {
  test('nothing reaches its services: not by loopback, its other addresses, or what stands for it', async () => {
    const scene = await setupScene();
    const { port, hits } = await startListener('0.0.0.0');
    const places = ['127.0.0.1', '127.0.0.2', '0.0.0.0', ownAddress()].map((host) => `${host} ${port}`);
    const aliases = ['10.0.2.2', '10.0.2.3', '10.0.2.100'].map((host) => `${host} ${port}`);
    expect((await attack(scene, connecting([...places, ...aliases]))).output).toBe('');
    expect(hits()).toBe(0);
    // Control: with the machine's own network.
    const bare = { ...scene.containment, publicNetwork: null };
    expect((await attack(scene, connecting(places), bare)).output).toBe(`${places.join('\n')}\n`);
    expect(hits()).toBe(4);
  });

  test('no way leads to private, link-local and other closed ranges; one leads elsewhere', async () => {
    const scene = await setupScene();
    const places = ['10.1.2.3', '172.16.0.1', '192.168.1.1', '169.254.169.254', '100.64.0.1', '198.51.100.7'];
    // Naming where to send to takes a way that leads there, and sends nothing.
    const look = places.map((host) => `(: < /dev/udp/${host}/9) 2>/dev/null && echo ${host}`).join('\n');
    expect((await attack(scene, look)).output).toBe('198.51.100.7\n');
    // Control: with the machine's own network.
    const bare = { ...scene.containment, publicNetwork: null };
    expect((await attack(scene, look, bare)).output).toBe(`${places.join('\n')}\n`);
  });

  test('names are looked up, by the name server of the machine, and no other port of it is there', async () => {
    const scene = await setupScene();
    const ask = `perl -e '
      use IO::Socket::INET;
      my $s = IO::Socket::INET->new(Proto => "udp", PeerAddr => "127.0.0.1", PeerPort => 53);
      $s->send(pack("nnnnnn", 7, 256, 1, 0, 0, 0) . "\\x09localhost\\x00" . pack("nn", 1, 1));
      $SIG{ALRM} = sub { print "silence"; exit }; alarm 120; $s->recv(my $r, 512); print unpack("n", $r);'`;
    const { output } = await attack(scene, `cat /etc/resolv.conf; ${ask}`);
    expect(output).toBe('nameserver 127.0.0.1\n7');
  });

  test('a proxy that the user has named is reached, at its port alone', async () => {
    const server = createServer((_request, response) => response.end('from the proxy'));
    onTestFinished(() => void server.close());
    await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve));
    const { port } = server.address() as AddressInfo;
    const other = await startListener('0.0.0.0');
    const own = ownAddress();
    const endpoints = ['127.0.0.1', own].map((host) => ({ host, port }));
    const scene = await setupScene(endpoints);
    const get = (host: string) =>
      `exec 3<>/dev/tcp/${host}/${port}; printf 'GET / HTTP/1.0\\r\\n\\r\\n' >&3; tail -n1 <&3; echo`;
    const around = connecting([`127.0.0.1 ${other.port}`, `${own} ${other.port}`]);
    const { output } = await attack(scene, `${get('127.0.0.1')}\n${get(own)}\n${around}`);
    expect(output).toBe('from the proxy\nfrom the proxy\n');
    expect(other.hits()).toBe(0);
    // Control: what the user has not named is not there.
    expect((await attack(await setupScene(), connecting([`127.0.0.1 ${port}`]))).output).toBe('');
  });

  test('what it is made of ends with the command, and with kill -9', async () => {
    const scene = await setupScene();
    const before = processesNaming(ofSlirp);
    const slirps = () => processesNaming(ofSlirp).filter((pid) => !before.includes(pid));
    await attack(scene, 'true');
    await expect.poll(slirps, { timeout: 120_000 }).toEqual([]);
    const started = startProgram(scene, 'bubblewrap', 'sleep 3141');
    await until(() => slirps().length > 0, started);
    started.kill('SIGKILL');
    await expect
      .poll(() => [...slirps(), ...processesNaming('sleep 3141')], { timeout: 120_000 })
      .toEqual([]);
  });
});
