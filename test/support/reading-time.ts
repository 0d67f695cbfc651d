const growth = 8;
/** Eight times the text takes a linear reader eight times as long, and a quadratic one 64 times. */
const mostGrowth = 24;
/** Times below this are that of the compiler and the collector, not the reader's. */
const noiseMs = 25;
/** The smaller text's time counts for no less: what the collector takes can come with the larger one alone. */
const leastSmallMs = 3;

/** What reads a text that a model or a repository has written. */
export type Read = (text: string) => unknown;

/** The small ones show what would take hours with the large one. */
const sizes = [4 * 1024, 16 * 1024, 128 * 1024];

/** Whether the time grows with more than the text; measured again where it seems so, for a machine has other work too. */
export async function growsTooFast(read: Read, textOf: (bytes: number) => string): Promise<boolean> {
  // What it loads and compiles at its first use is not the text's.
  await read(textOf(1));
  for (const bytes of sizes) {
    let largeMs = await timeOf(read, textOf(bytes));
    for (let attempt = 1; largeMs >= noiseMs; attempt += 1) {
      const smallMs = await timeOf(read, textOf(bytes / growth));
      if (largeMs < Math.max(smallMs, leastSmallMs) * mostGrowth) break;
      if (attempt === 8) return true;
      largeMs = Math.min(largeMs, await timeOf(read, textOf(bytes)));
    }
  }
  return false;
}

/** Of this thread's own work: what else the machine does has no part in it. */
async function timeOf(read: Read, text: string): Promise<number> {
  const before = process.threadCpuUsage();
  await read(text);
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000;
}

/** Gives texts of any length that begin with one string and repeat another. */
export const filled =
  (beginning: string, unit: string) =>
  (bytes: number): string =>
    beginning + unit.repeat(Math.max(1, Math.ceil((bytes - beginning.length) / unit.length)));
