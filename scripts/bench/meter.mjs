// Loaded into a process before its program, it writes down what the process has used when that ends. JavaScript, so
// that node need not strip types first, which would be measured too.
import { readFileSync, writeFileSync } from 'node:fs';

const ticksPerSecond = 100;

process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  // Fields 16 and 17, counted from after the name, which may hold spaces: the children that were waited for.
  const fields = readFileSync('/proc/self/stat', 'latin1').split(') ').at(-1).split(' ');
  const childTicks = Number(fields[13]) + Number(fields[14]);
  // Unlike getrusage's, this peak does not hold the memory of the process that started this one.
  const peak = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'latin1'));
  writeFileSync(
    process.env.BENCH_METER,
    JSON.stringify({
      cpuMs: (user + system) / 1000 + (childTicks * 1000) / ticksPerSecond,
      peakBytes: Number(peak[1]) * 1024,
    }),
  );
});
