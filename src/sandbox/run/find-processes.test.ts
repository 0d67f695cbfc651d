import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, onTestFinished, test, vi } from 'vitest';
import { countProcesses, findProcesses, startTime } from './find-processes.ts';

test.runIf(process.platform === 'linux')(
  'the processes of a command are found among those started since, and among all where that is not known',
  async () => {
    const startedBefore = countProcesses();
    expect(startedBefore).toBeGreaterThan(0);
    const script = 'setsid sleep 600 & echo $!; exec sleep 600';
    const child = spawn('/bin/sh', ['-c', script], { detached: true, env: { ...process.env, MARK: 'mine' } });
    const leader = child.pid ?? expect.fail('it has no process id');
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    const daemon = Number(line.toString());
    onTestFinished(() => {
      for (const pid of [leader, daemon]) process.kill(pid, 'SIGKILL');
    });
    const marks = { leader, variable: 'MARK=mine', startTime: startTime(leader), startedBefore };
    // For a moment a process that becomes another program has no environment.
    await vi.waitFor(() => expect(findProcesses(marks)?.toSorted()).toEqual([leader, daemon].toSorted()), {
      timeout: 120_000,
    });
    expect(findProcesses({ ...marks, startedBefore: 0 })?.toSorted()).toEqual([leader, daemon].toSorted());
    expect(findProcesses({ ...marks, variable: 'MARK=other', leader: leader - 1 })).toEqual([]);
    // So many were started since that their pids can have gone round: all are looked at.
    expect(findProcesses({ ...marks, startedBefore: -1e9 })).toHaveLength(2);
  },
);
