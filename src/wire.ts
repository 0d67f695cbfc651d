import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { proofloopHome } from './config/paths.ts';
import { createRedactor } from './config/redact.ts';
import { secretValues } from './config/secrets.ts';
import type { Surroundings } from './config/surroundings.ts';
import type { RunOptions } from './core/options.ts';
import type { World } from './engine/world.ts';
import { createResponsesModel } from './model/responses-model.ts';
import type { Clock, Inbox, Log, Sandbox, Workspace } from './ports.ts';
import { allowedEnvironment } from './sandbox/allowed-environment.ts';
import { createBubblewrap } from './sandbox/bubblewrap.ts';
import { contain } from './sandbox/contain.ts';
import { createSeatbelt } from './sandbox/seatbelt.ts';
import { createUnsandboxed } from './sandbox/unsandboxed.ts';
import { createVerifier } from './verify/run-verification.ts';

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: async (durationMs, signal) => {
    await sleep(Math.max(0, durationMs), undefined, { signal });
  },
};

/** What differs between one run's world and another's. */
export interface WorldParts {
  options: RunOptions;
  log: Log;
  workspace: Workspace;
  runHome: string;
  inbox: Inbox;
  apiKey: string | null;
  idleTimeoutMs: number;
  surroundings: Surroundings;
}

/** The real world of a run: the one place where concrete things are chosen. */
export function createWorld(parts: WorldParts): World {
  const { options, workspace, surroundings } = parts;
  const sandbox = createSandbox(parts);
  return {
    log: parts.log,
    workspace,
    sandbox,
    inbox: parts.inbox,
    clock: systemClock,
    model: createResponsesModel({
      baseUrl: options.base_url,
      apiKey: parts.apiKey,
      idleTimeoutMs: parts.idleTimeoutMs,
      now: systemClock.now,
    }),
    verifier: createVerifier(workspace, sandbox, options.folder, options.verify_timeout_ms),
    redact: createRedactor(secretValues(surroundings.environment)),
  };
}

/** Paths of the programs that are built beside this one. */
const programs = { 'apply-patch': join(import.meta.dirname, 'apply-patch.js') };

function createSandbox({ options, runHome, surroundings }: WorldParts): Sandbox {
  const { environment, userHome } = surroundings;
  if (options.sandbox === 'off') return createUnsandboxed(allowedEnvironment(environment), programs);
  const containment = contain({
    workspace: options.workspace,
    hidden: [proofloopHome(surroundings), options.log_path],
    mounts: options.mounts,
    network: options.network,
    userHome,
    environment,
    programs,
  });
  return options.sandbox === 'bubblewrap'
    ? createBubblewrap(containment, join(runHome, 'sandbox'))
    : createSeatbelt(containment, userHome);
}
