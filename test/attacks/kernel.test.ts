import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { unprivilegedUser } from '../../src/sandbox/contain/containment.ts';
import {
  callNumber,
  examinedCalls,
  type Processor,
  refusedCalls,
} from '../../src/sandbox/contain/system-calls.ts';
import {
  attack,
  isRoot,
  makeScene,
  processesNaming,
  systemCall,
  uncontained,
  until,
  withoutFilter,
  withoutFlags,
} from '../support/attack.ts';
import { startProgram } from '../support/sandbox-program.ts';

const notPermitted = '1';

/** A field of what the kernel tells about a process; '' where it has ended. */
function statusOf(pid: number, field: string): string {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return new RegExp(`^${field}:[ \\t]*(.*?)[ \\t]*$`, 'm').exec(status)?.[1] ?? '';
  } catch {
    return '';
  }
}

describe('processes outside', () => {
  test('attack 3: the program that started the command is not there', async () => {
    const scene = await makeScene();
    const read = `tr '\\0' '\\n' < /proc/${process.pid}/environ`;
    expect((await attack(scene, read)).output).toContain('No such file or directory');
    expect((await uncontained(scene, read)).exitCode).toBe(0);
    expect((await attack(scene, 'ls /proc | grep -cE "^[0-9]+$"')).output).toMatch(/^[1-9]\n$/);
  });

  test('attack 3: nothing can be traced', async () => {
    const scene = await makeScene();
    const trace = systemCall(refusedCalls.ptrace, 0, 0, 0, 0);
    expect((await attack(scene, trace)).output).toBe(notPermitted);
    expect((await attack(scene, trace, withoutFilter(scene.containment))).output).toBe('done');
  });
});

describe('the user', () => {
  test('attack 4: is never root, and can not make read-only files writable', async () => {
    const scene = await makeScene();
    expect((await attack(scene, 'id -u')).output).not.toBe('0\n');
    const remount =
      'mount -o remount,rw,bind /usr 2>&1; grep " /usr " /proc/self/mounts | cut -d" " -f4 | cut -c1-2';
    const { output } = await attack(scene, remount);
    expect(output).toMatch(/\nro\n$/);
    // The namespace's own root, which is a temporary file system: as root and with nothing else to stop it.
    const [remountBind, nosuid, nodev] = [0x1020, 2, 4];
    const number = callNumber(refusedCalls.mount, process.arch as Processor);
    const flags = remountBind + nosuid + nodev;
    const remountRoot = `perl -e 'my ($none, $root) = ("none", "/"); syscall(${number}, $none, $root, $none, ${flags}, 0)'
      touch /planted && echo planted`;
    expect((await attack(scene, remountRoot)).output).not.toContain('planted\n');
    const bare = withoutFilter(withoutFlags(scene.containment, '--cap-drop', '--disable-userns'));
    const asRoot = { ...bare, user: null, flags: [...bare.flags, '--uid', '0', '--gid', '0'] };
    expect((await attack(scene, remountRoot, asRoot)).output).toMatch(/planted\n$/);
  });

  test('attack 4: is never root where the folders around are open to all, either', async () => {
    const scene = await makeScene();
    chmodSync(scene.folder, 0o755);
    const outcome = await attack(scene, 'id -u; echo x > file; sleep 300', scene.containment, {
      timeoutMs: 10_000,
    });
    expect(outcome).toMatchObject({
      timedOut: true,
      output: `${isRoot ? unprivilegedUser : process.getuid?.()}\n\n[What ran at the time limit: sleep 300]\n`,
    });
    expect(outcome.durationMs).toBeLessThan(200_000);
    expect(existsSync(join(scene.view.root, 'file'))).toBe(true);
  });

  test('attack 4: has no capability', async () => {
    const scene = await makeScene();
    const capabilities = 'grep -E "^Cap(Inh|Prm|Eff|Bnd|Amb)" /proc/self/status | cut -f2 | sort -u';
    expect((await attack(scene, capabilities)).output).toBe('0000000000000000\n');
    const weakened = withoutFlags(scene.containment, '--cap-drop');
    expect((await attack(scene, capabilities, weakened)).output).not.toBe('0000000000000000\n');
  });

  test('attack 4: and nothing around it has a right or a group of the one who started proofloop', async () => {
    const scene = await makeScene();
    const groups = isRoot ? '4 27' : statusOf(process.pid, 'Groups');
    const wrapper = isRoot ? ['/usr/bin/setpriv', '--groups', groups.replace(' ', ',')] : [];
    const rights = async (sandbox: 'bubblewrap' | 'unsandboxed') => {
      const word = `proofloop-attack-${process.pid}-${sandbox}`;
      const program = startProgram(scene, sandbox, `exec -a ${word} sleep 300; true`, wrapper);
      try {
        await until(() => processesNaming(word).some((pid) => statusOf(pid, 'Name') === 'sleep'), program);
        return processesNaming(word).map((pid) => ({
          users: statusOf(pid, 'Uid'),
          groups: statusOf(pid, 'Groups'),
          capabilities: ['CapInh', 'CapPrm', 'CapEff'].map((name) => Number(`0x${statusOf(pid, name)}`)),
          mayGainMore: statusOf(pid, 'NoNewPrivs') === '0',
        }));
      } finally {
        program.kill('SIGKILL');
        // The kernel ends those in the sandbox.
        if (sandbox === 'unsandboxed') for (const pid of processesNaming(word)) process.kill(pid, 'SIGKILL');
      }
    };
    const user = isRoot ? unprivilegedUser : process.getuid?.();
    const none = {
      users: Array(4).fill(user).join('\t'),
      groups: isRoot ? '' : groups,
      capabilities: [0, 0, 0],
      mayGainMore: false,
    };
    const contained = await rights('bubblewrap');
    // Bubblewrap, the launcher and the command.
    expect(contained).toEqual([none, none, none]);
    const [bare] = await rights('unsandboxed');
    expect(bare).toMatchObject({ groups, mayGainMore: true });
    expect(bare?.capabilities.some((set) => set > 0)).toBe(isRoot);
  });

  test('attack 5: can not set what the kernel runs', async () => {
    const scene = await makeScene();
    const open = `perl -e 'use Fcntl; print sysopen(my $f, "/proc/sys/kernel/core_pattern", O_WRONLY) ? "opened" : "refused"'`;
    expect((await attack(scene, open)).output).toBe('refused');
    // Opened and left as it is.
    expect((await uncontained(scene, open)).output).toBe(isRoot ? 'opened' : 'refused');
  });
});

describe('system calls', () => {
  const families = { netlink: 16, packet: 17, alg: 38, vsock: 40 };

  test.each(Object.entries(families))(
    'attack 8: there is no socket of the family %s',
    async (name, family) => {
      const scene = await makeScene();
      const open = systemCall(examinedCalls.socket, family, 3, 0);
      expect((await attack(scene, open)).output).toBe('97');
      // What the kernel itself says to the others depends on how it was built.
      const { output } = await attack(
        scene,
        systemCall(examinedCalls.socket, 16, 3, 0),
        withoutFilter(scene.containment),
      );
      expect(output, name).toBe('done');
    },
  );

  test('attack 8: the three families that programs need are there', async () => {
    const scene = await makeScene();
    for (const family of [1, 2, 10]) {
      const { output } = await attack(scene, systemCall(examinedCalls.socket, family, 1, 0));
      expect(output).toBe(family === 10 && !existsSync('/proc/net/if_inet6') ? '97' : 'done');
    }
  });

  test('attack 9: no user namespace can be made, with either protection alone', async () => {
    const scene = await makeScene();
    const newUser = 0x10000000;
    const unshare = systemCall(refusedCalls.unshare, newUser);
    expect((await attack(scene, unshare)).output).toBe(notPermitted);
    const withoutFirst = withoutFlags(scene.containment, '--disable-userns');
    expect((await attack(scene, unshare, withoutFirst)).output).toBe(notPermitted);
    expect((await attack(scene, unshare, withoutFilter(scene.containment))).output).not.toBe('done');
    expect((await attack(scene, unshare, withoutFilter(withoutFirst))).output).toBe('done');
  });

  test('attack 10: no characters can be put into a terminal, and there is none', async () => {
    const scene = await makeScene();
    const insert = systemCall(examinedCalls.ioctl, 0, 0x5412, 0);
    expect((await attack(scene, insert)).output).toBe(notPermitted);
    const notATerminal = '25';
    expect((await attack(scene, insert, withoutFilter(scene.containment))).output).toBe(notATerminal);
    expect((await attack(scene, ': < /dev/tty')).exitCode).not.toBe(0);
  });

  test('attack 10: control sequences arrive as data, to be escaped where they are shown', async () => {
    const scene = await makeScene();
    const { output } = await attack(scene, `printf '\\033]0;owned\\007'`);
    expect(output).toBe('\u001b]0;owned\u0007');
    expect(JSON.stringify(output)).toBe('"\\u001b]0;owned\\u0007"');
  });

  test.each(['bpf', 'keyctl', 'io_uring_setup', 'perf_event_open', 'userfaultfd', 'mount', 'setns'] as const)(
    '%s is refused',
    async (name) => {
      const scene = await makeScene();
      expect((await attack(scene, systemCall(refusedCalls[name], 0, 0, 0))).output).toBe(notPermitted);
      // With arguments like these the kernel itself has other complaints, or none.
      const past = await attack(
        scene,
        systemCall(refusedCalls.keyctl, 0, -3, 0),
        withoutFilter(scene.containment),
      );
      expect(past.output).not.toBe(notPermitted);
    },
  );
});
