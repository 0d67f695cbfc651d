import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { databaseUrl } from './config/database-url.ts';
import {
  baselinesFolder,
  fleetRunsFolder,
  glimpsesPath,
  proofloopHome,
  runsFolder,
} from './config/home-paths.ts';
import type { Surroundings } from './config/surroundings.ts';
import { unusedProxy } from './config/unused-proxy.ts';
import type { ConfiguredAgent } from './core/agent/agent-spec.ts';
import type { RecordedAnswers } from './core/model/recorded-answers.ts';
import type { RunOptions } from './core/options.ts';
import { createJournal, type Journal } from './engine/journal.ts';
import type { World } from './engine/world.ts';
import { createDatabaseIndex } from './log/database/database-index.ts';
import { createDatabaseStore } from './log/database/database-store.ts';
import { createFileIndex } from './log/file/file-index.ts';
import { createFileStore } from './log/file/file-store.ts';
import { readAnswers } from './log/file/read-answers.ts';
import { joinIndexes } from './log/join-indexes.ts';
import { createRecordedModel } from './model/recorded-model.ts';
import { createResponsesModel } from './model/responses-model.ts';
import type { Inbox } from './ports/attendance.ts';
import type { Clock } from './ports/clock.ts';
import type { Model } from './ports/model.ts';
import type { OwnLogs, RunIndex, RunPlace } from './ports/run-place.ts';
import type { Sandbox } from './ports/sandbox.ts';
import type { Log, LogContents, Store } from './ports/store.ts';
import type { WorkQueue } from './queue/work-queue.ts';
import { createBubblewrap } from './sandbox/bubblewrap.ts';
import { contain } from './sandbox/contain/contain.ts';
import type { HeldNetwork } from './sandbox/contain/containment.ts';
import { findLayers } from './sandbox/find-layers.ts';
import { keepGlimpses } from './sandbox/run/keep-glimpses.ts';
import { createSeatbelt } from './sandbox/seatbelt.ts';
import { allowedEnvironment } from './sandbox/show/allowed-environment.ts';
import { createUnsandboxed } from './sandbox/unsandboxed.ts';
import { freeBytes } from './system/free-space.ts';
import { createSyntaxParser } from './system/syntax-parser.ts';
import { baselineSituation } from './verify/baseline-situation.ts';
import { createBaselineStore } from './verify/baseline-store.ts';
import { createReportReader } from './verify/reports/report-reader.ts';
import { createSetup } from './verify/run-setup.ts';
import { createVerifier, type VerificationPlaces } from './verify/run-verification.ts';
import { createKeptRuns } from './wire/kept-runs.ts';
import { heldBack } from './wire/secrets-here.ts';
import { programs, rootIn, shownPlaces } from './wire/shown-places.ts';
import { createWorker } from './wire/wire-agents.ts';
import type { Machine } from './workspace/home/run-home.ts';
import {
  type CreatedWorkspace,
  createWorkspace,
  type NewWorkspace,
  openWorkspace,
  type RunWorkspace,
} from './workspace/workspace.ts';

/** What the machine's clock said when time began to be measured here. */
const anchor = Date.now() - performance.now();

const longestTimerMs = 2 ** 31 - 1;

/** The machine's clock as it was read once; from there on time goes as timers do, however that clock is set. */
export const systemClock: Clock = {
  now: () => Math.floor(anchor + performance.now()),
  // A longer timer would end at once; who waits looks again when it is over.
  sleep: async (durationMs, signal) => {
    await sleep(Math.min(Math.max(0, durationMs), longestTimerMs), undefined, { signal });
  },
};

/** Takes the base of a new run, as `createWorkspace` does. */
export function takeWorkspace(
  input: Omit<NewWorkspace, 'machine'>,
  surroundings: Surroundings,
  terms: SetupTerms,
): Promise<CreatedWorkspace> {
  return createWorkspace({ ...input, machine: machineFor(surroundings, terms) });
}

/** The workspace of a run that was started before, with its setup by now; null: nothing is going to be set up in it. */
export function reopenWorkspace(
  runHome: string,
  surroundings: Surroundings,
  terms: SetupTerms | null,
): Promise<RunWorkspace> {
  return openWorkspace(runHome, machineFor(surroundings, terms), terms?.options.setup ?? null);
}

/** What setup commands are, and what they reach. */
export interface SetupTerms {
  options: Pick<RunOptions, 'setup' | 'sandbox'>;
  network: HeldNetwork | null;
}

/** What of this process decides on the work in a workspace. */
function machineFor({ environment }: Surroundings, terms: SetupTerms | null): Machine {
  const found = { searchPath: environment.PATH ?? '', canLayer: canLayerIn(environment) };
  if (terms === null) return { ...found, setupConditions: [] };
  const reach = terms.network === null ? 'machine' : JSON.stringify(terms.network.endpoints);
  const variables = Object.entries(allowedEnvironment(environment)).map(
    ([name, value]) => `${name}=${value}`,
  );
  return { ...found, setupConditions: [terms.options.sandbox, reach, ...variables.sort()] };
}

/** The variable is for tests, and no option: views as where the kernel can do no better. */
function canLayerIn({ PROOFLOOP_TEST_VIEWS }: Surroundings['environment']): Machine['canLayer'] {
  return async (folder) => PROOFLOOP_TEST_VIEWS !== 'copies' && (await findLayers(folder)) === null;
}

/** Where a run's log is kept. */
export function openStore(place: RunPlace): Store {
  if (place.ownLogs !== undefined) return place.ownLogs.open(place);
  if (place.databaseUrl !== undefined) return createDatabaseStore(place, place.databaseUrl);
  return createFileStore(place, systemClock.now);
}

/** Where runs that begin here are kept and found. */
export function openLocalIndex(surroundings: Surroundings): RunIndex {
  const own = surroundings.ownPorts?.logs;
  if (own !== undefined) return indexOfOwn(own);
  return createFileIndex(runsFolder(proofloopHome(surroundings)), surroundings.currentFolder);
}

/** Its places name the logs that they are of, so that a store is opened there. */
function indexOfOwn(ownLogs: OwnLogs): RunIndex {
  const { index } = ownLogs;
  return {
    list: () => index.list(),
    placeOf: (runId) => ({ ...index.placeOf(runId), ownLogs }),
    named: (name) => index.named(name),
  };
}

/** Where runs are found: here, and in the database that the surroundings name. */
export function openIndex(surroundings: Surroundings): RunIndex {
  const local = openLocalIndex(surroundings);
  const url = databaseUrl(surroundings);
  if (url === null || surroundings.ownPorts?.logs !== undefined) return local;
  return joinIndexes(local, createDatabaseIndex(url, fleetRunsFolder(proofloopHome(surroundings))));
}

/** The queue of runs in a database, which takes a while to load. */
export async function openQueue(url: string): Promise<WorkQueue> {
  const { openDbosQueue } = await import('./queue/dbos-queue.ts');
  return openDbosQueue(url);
}

/** The models' answers in the log that a person names for it; rejects with a sentence that says what is wrong. */
export function readRecordedAnswers(path: string): Promise<RecordedAnswers> {
  return readAnswers(path);
}

/** The journal of an open log; `earlier` is null for a new log, and `redact` takes known secrets out of a text. */
export function openJournal(
  log: Log,
  earlier: LogContents | null,
  redact: (text: string) => string,
): Journal {
  return createJournal({ log, earlier, redact, now: systemClock.now });
}

/** With less than this neither a view nor a commit can be made. */
const leastRoomBytes = 64 * 1024;

/** What differs between one run's world and another's. */
export interface WorldParts {
  options: RunOptions;
  workspace: RunWorkspace;
  runHome: string;
  inbox: Inbox;
  apiKey: string | null;
  /** What a recording still holds for the run; null where the endpoint is asked. */
  recorded: RecordedAnswers | null;
  idleTimeoutMs: number;
  /** What the user's configuration says of agents; absent where none is going to work. */
  agents?: Readonly<Record<string, ConfiguredAgent>>;
  surroundings: Surroundings;
  /** Takes known secrets out of a text. */
  redact: (text: string) => string;
  /** What setup commands have in place of the machine's network; null where they have that. */
  setupNetwork: HeldNetwork | null;
}

/** The real world of a run: the one place where concrete things are chosen. */
export function createWorld(parts: WorldParts): World {
  const { options, workspace, surroundings, redact } = parts;
  const { ownPorts } = surroundings;
  const held = heldBack(redact);
  const sandbox = keepGlimpses(createSandbox(parts), glimpsesPath(parts.runHome), redact);
  return {
    workspace,
    evidenceTrees: {
      ...workspace,
      alteredTree: (tree, plan) => workspace.alteredTree(tree, plan, parseText),
      toldChanges: (tree, protection) => workspace.toldChanges(tree, protection, parseText),
      changedCode: (tree, protection) => workspace.changedCode(tree, protection, parseText),
      failingTree: (tree, functions) => workspace.failingTree(tree, functions, parseText),
    },
    sandbox,
    inbox: parts.inbox,
    clock: systemClock,
    model: modelFor(parts),
    worker: ownPorts?.worker ?? createWorker(parts, parts.agents ?? {}, parts.idleTimeoutMs, held.hadTokens),
    ownTools: ownPorts?.tools ?? [],
    setup: createSetup(workspace, sandbox, options.folder, options.verify_timeout_ms),
    baselines: createBaselineStore(
      baselinesFolder(proofloopHome(surroundings)),
      baselineSituation(options, allowedEnvironment(surroundings.environment)),
      workspace.dependenciesKey,
    ),
    keptRuns: createKeptRuns({ options, surroundings, workspace }),
    verifier: createVerifier(workspace, sandbox, verificationPlaces(parts), {
      timeoutMs: options.verify_timeout_ms,
      readReports,
    }),
    isDiskFull: () => (freeBytes(parts.runHome) ?? leastRoomBytes) < leastRoomBytes,
    redact,
    holdsSecret: held.holdsSecret,
  };
}

function verificationPlaces(parts: WorldParts): VerificationPlaces {
  const { options, runHome } = parts;
  return {
    folder: options.folder,
    scratch: join(runHome, 'verification'),
    rootOf: rootIn(parts),
    reports: options.reports,
  };
}

function modelFor({ options, apiKey, recorded, idleTimeoutMs, surroundings }: WorldParts): Model {
  if (recorded !== null) return createRecordedModel(recorded);
  if (surroundings.ownPorts?.model !== undefined) return surroundings.ownPorts.model;
  return createResponsesModel({
    baseUrl: options.base_url,
    apiKey,
    encryptedReasoning: options.encrypted_reasoning,
    idleTimeoutMs,
    // A date that the endpoint names is one of everybody's clock.
    now: Date.now,
    unusedProxy: unusedProxy(surroundings.environment, options.base_url),
  });
}

/** Built beside this program. What honest tests leave is read in a small part of that time. */
const readReports = createReportReader({
  program: join(import.meta.dirname, 'report-reader.js'),
  deadlineMs: 120_000,
});

/** Grammars are built beside this program, and loaded when a check alters tests. */
const parseText = createSyntaxParser(join(import.meta.dirname, 'grammars'));

function createSandbox(parts: WorldParts): Sandbox {
  const { options, runHome, surroundings, setupNetwork } = parts;
  const { environment, userHome } = surroundings;
  if (surroundings.ownPorts?.sandbox !== undefined) return surroundings.ownPorts.sandbox;
  if (options.sandbox === 'off') return createUnsandboxed(allowedEnvironment(environment), programs);
  return madeWhenUsed(() => {
    const containment = contain({
      ...shownPlaces(parts),
      network: options.network,
      publicNetwork: setupNetwork,
    });
    return options.sandbox === 'bubblewrap'
      ? createBubblewrap(containment, join(runHome, 'sandbox'))
      : createSeatbelt(containment, userHome);
  });
}

/** What a sandbox shows takes a look at the machine, which a run without commands can do without. */
function madeWhenUsed(make: () => Sandbox): Sandbox {
  let made: Sandbox | null = null;
  return {
    run: (view, request) => {
      made ??= make();
      return made.run(view, request);
    },
  };
}
