// Loaded into a process before its program, it writes down what the process has used when that ends. JavaScript, so
// that node need not strip types first, which would be measured too.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

const ticksPerSecond = 100;

process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  const children = waitedForTicks('self') + childrenOf('self').reduce((sum, pid) => sum + ticksOf(pid), 0);
  // Unlike getrusage's, this peak does not hold the memory of the process that started this one.
  const peak = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'latin1'));
  writeFileSync(
    process.env.BENCH_METER,
    JSON.stringify({
      cpuMs: (user + system) / 1000 + (children * 1000) / ticksPerSecond,
      peakBytes: Number(peak[1]) * 1024,
    }),
  );
});

/** What a process that still lives has used, with all that it has started. */
function ticksOf(pid) {
  try {
    const [user, system] = statFields(pid).slice(11, 13).map(Number);
    return (
      user + system + waitedForTicks(pid) + childrenOf(pid).reduce((sum, child) => sum + ticksOf(child), 0)
    );
  } catch {
    // It has ended meanwhile.
    return 0;
  }
}

/** What the children have used that have ended and were waited for. */
function waitedForTicks(pid) {
  const [user, system] = statFields(pid).slice(13, 15).map(Number);
  return user + system;
}

/** The fields of its state, counted from after its name, which may hold spaces. */
function statFields(pid) {
  return readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1).split(' ');
}

function childrenOf(pid) {
  return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, 'latin1').split(' ').filter(Boolean),
  );
}
