/**
 * Many runs at once in one process, each started by the library as any program starts one; prints after how many
 * milliseconds the last of them had started.
 * Usage: node many-runs-program.ts <base URL> <repository> <runs at once> <iterations>
 */
import { startRun } from 'proofloop';
import { task } from './task.ts';

const [baseUrl = '', workspace = '', runs = '1', iterations = '1'] = process.argv.slice(2);

async function play(): Promise<number> {
  const terms = { evidence: 'claimed', maxIterations: Number(iterations) } as const;
  const { ended } = await startRun({ task, baseUrl, workspace, ...terms });
  const startedAt = performance.now();
  const { summary } = await ended;
  if (summary.stop_reason !== 'max_iterations_reached')
    throw new Error(`a run ended with ${summary.stop_reason}`);
  return startedAt;
}

const startedAt = await Promise.all(Array.from({ length: Number(runs) }, play));
process.stdout.write(`${Math.max(...startedAt)}\n`);
