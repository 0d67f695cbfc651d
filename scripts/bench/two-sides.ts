import { mkdtemp, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { programPath } from '../../test/support/program.ts';
import type { ScriptedRequest } from '../../test/support/scripted-endpoint.ts';
import type { AnswerPlan } from './answer-plan.ts';
import { makeSmallRepository } from './bench-folder.ts';
import { type Endpoint, startEndpoint } from './endpoint.ts';
import { type MeteredProcess, runMetered } from './metered-process.ts';
import { task } from './task.ts';

export type RequestBody = ScriptedRequest['body'];

/** One side's run: what its process has used, and the requests that it made. */
export interface SideRun extends MeteredProcess {
  arrivals: { atMs: number; role: string }[];
  bodies: RequestBody[];
}

/** Proofloop and the bare loop on the same repository, before the same model. */
export interface TwoSides {
  endpoint: Endpoint;
  repository: string;
  openingsPath: string;
  /** A whole run with these further options, in a home of its own. */
  ours(args: readonly string[], environment?: Readonly<Record<string, string>>): Promise<SideRun>;
  /** The same requests and commands by the bare loop. */
  bare(): Promise<SideRun>;
  close(): Promise<void>;
}

export const bareLoopPath = resolve(import.meta.dirname, 'bare-loop.mjs');

/** How the runs of the measurements end: completed, or at the last iteration. */
const exitCodes = [0, 3];

/** Prepares both sides. The first run is proofloop's, not measured: from it come the requests that the bare loop makes. */
export async function prepareSides(
  folder: string,
  plan: AnswerPlan,
  args: readonly string[],
): Promise<TwoSides> {
  const repository = makeSmallRepository(folder);
  const openingsPath = join(folder, 'openings.json');
  const endpoint = await startEndpoint(plan);
  const run = async (words: readonly string[], environment: Readonly<Record<string, string>>) => {
    const used = await runMetered(words, folder, environment, exitCodes);
    return { ...used, ...(await endpoint.report()) };
  };
  const sides: TwoSides = {
    endpoint,
    repository,
    openingsPath,
    async ours(more, environment = {}) {
      const home = await mkdtemp(join(folder, 'home-'));
      const words = [programPath, 'run', '--task', task, '--base-url', endpoint.baseUrl, '-C', repository];
      return run([...words, ...args, ...more], { PROOFLOOP_HOME: home, ...environment });
    },
    bare: () => run([bareLoopPath, endpoint.baseUrl, openingsPath, repository], {}),
    close: () => endpoint.close(),
  };
  try {
    const recorded = await sides.ours([]);
    await writeFile(openingsPath, JSON.stringify(openingsOf(recorded.bodies)));
    requireSameRequests(recorded, await sides.bare());
    return sides;
  } catch (error) {
    await sides.close();
    throw error;
  }
}

/** The first request of each role call. */
function openingsOf(bodies: readonly RequestBody[]): RequestBody[] {
  return bodies.filter(({ input }) => input.every((item) => item.type === 'message' && item.role === 'user'));
}

/** Holds the comparison together: but for the names of the run, both sides send the same bytes in the same order. */
function requireSameRequests(ours: SideRun, bare: SideRun): void {
  const texts = ({ bodies }: SideRun) => bodies.map(withoutNames);
  const [mine, theirs] = [texts(ours), texts(bare)];
  const different = mine.findIndex((text, index) => text !== theirs[index]);
  if (different === -1 && mine.length === theirs.length) return;
  throw new Error(
    `the bare loop sends other requests (${theirs.length} beside ${mine.length}, first at ${different + 1}):\n${theirs[different]}\n${mine[different]}`,
  );
}

function withoutNames(body: RequestBody): string {
  const { metadata: _metadata, prompt_cache_key: _key, ...rest } = body;
  return JSON.stringify(Object.entries(rest).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
