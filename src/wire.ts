import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { baselinesFolder, proofloopHome, runsFolder } from './config/home-paths.ts';
import { secretValues } from './config/secrets.ts';
import type { Surroundings } from './config/surroundings.ts';
import { unusedProxy } from './config/unused-proxy.ts';
import type { RecordedAnswers } from './core/model/recorded-answers.ts';
import type { RunOptions } from './core/options.ts';
import { createJournal, type Journal } from './engine/journal.ts';
import type { World } from './engine/world.ts';
import { createFileIndex } from './log/file/file-index.ts';
import { createFileStore } from './log/file/file-store.ts';
import { readAnswers } from './log/file/read-answers.ts';
import { createRecordedModel } from './model/recorded-model.ts';
import { createResponsesModel } from './model/responses-model.ts';
import type { Clock, Inbox, Log, LogContents, Model, RunIndex, RunPlace, Sandbox, Store } from './ports.ts';
import { createBubblewrap } from './sandbox/bubblewrap.ts';
import { contain } from './sandbox/contain/contain.ts';
import type { HeldNetwork } from './sandbox/contain/containment.ts';
import { findLayers } from './sandbox/find-layers.ts';
import { createSeatbelt } from './sandbox/seatbelt.ts';
import { allowedEnvironment } from './sandbox/show/allowed-environment.ts';
import { createUnsandboxed } from './sandbox/unsandboxed.ts';
import { freeBytes } from './system/free-space.ts';
import { createRedactor } from './system/redact.ts';
import { createSyntaxParser } from './system/syntax-parser.ts';
import { baselineSituation } from './verify/baseline-situation.ts';
import { createBaselineStore } from './verify/baseline-store.ts';
import { createSetup } from './verify/run-setup.ts';
import { createVerifier, type VerificationPlaces } from './verify/run-verification.ts';
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

/** A model that answers from a recording. */
export function recordedModel(answers: RecordedAnswers): Model {
  return createRecordedModel(answers);
}

/** Where a run's log is kept. */
export function openStore(place: RunPlace): Store {
  return createFileStore(place, systemClock.now);
}

/** Where runs are found. */
export function openIndex(surroundings: Surroundings): RunIndex {
  return createFileIndex(runsFolder(proofloopHome(surroundings)), surroundings.currentFolder);
}

/** The models' answers in the log that a person names for it; rejects with a sentence that says what is wrong. */
export function readRecordedAnswers(path: string): Promise<RecordedAnswers> {
  return readAnswers(path);
}

/** The journal of an open log, which knows the secrets of these surroundings; `earlier` is null for a new log. */
export function openJournal(log: Log, earlier: LogContents | null, surroundings: Surroundings): Journal {
  return createJournal({ log, earlier, redact: redactorFor(surroundings), now: systemClock.now });
}

/** What takes the secrets of these surroundings out of a text. */
export function redactorFor({ environment }: Surroundings): (text: string) => string {
  return createRedactor(secretValues(environment));
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
  surroundings: Surroundings;
  /** What setup commands have in place of the machine's network; null where they have that. */
  setupNetwork: HeldNetwork | null;
}

/** The real world of a run: the one place where concrete things are chosen. */
export function createWorld(parts: WorldParts): World {
  const { options, workspace, surroundings } = parts;
  const sandbox = createSandbox(parts);
  return {
    workspace,
    evidenceTrees: {
      ...workspace,
      alteredTree: (tree, plan) => workspace.alteredTree(tree, plan, parseText),
    },
    sandbox,
    inbox: parts.inbox,
    clock: systemClock,
    model: modelFor(parts),
    setup: createSetup(workspace, sandbox, options.folder, options.verify_timeout_ms),
    baselines: createBaselineStore(
      baselinesFolder(proofloopHome(surroundings)),
      baselineSituation(options, allowedEnvironment(surroundings.environment)),
      workspace.dependenciesKey,
    ),
    verifier: createVerifier(workspace, sandbox, verificationPlaces(parts), options.verify_timeout_ms),
    isDiskFull: () => (freeBytes(parts.runHome) ?? leastRoomBytes) < leastRoomBytes,
    redact: redactorFor(surroundings),
  };
}

/** Only bubblewrap shows files where they are not. */
function verificationPlaces({ options, runHome }: WorldParts): VerificationPlaces {
  const isMoved = options.sandbox === 'bubblewrap';
  return {
    folder: options.folder,
    scratch: join(runHome, 'verification'),
    rootOf: (view) => (isMoved ? options.workspace : view.root),
  };
}

function modelFor({ options, apiKey, recorded, idleTimeoutMs, surroundings }: WorldParts): Model {
  if (recorded !== null) return recordedModel(recorded);
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

/** Grammars are built beside this program, and loaded when a check alters tests. */
const parseText = createSyntaxParser(join(import.meta.dirname, 'grammars'));

/** Paths of the programs that are built beside this one. */
const programs = {
  'apply-patch': join(import.meta.dirname, 'apply-patch.js'),
  'ask-for-report': join(import.meta.dirname, 'ask-for-report.cjs'),
};

function createSandbox({ options, runHome, surroundings, setupNetwork }: WorldParts): Sandbox {
  const { environment, userHome } = surroundings;
  if (options.sandbox === 'off') return createUnsandboxed(allowedEnvironment(environment), programs);
  return madeWhenUsed(() => {
    const containment = contain({
      workspace: options.workspace,
      hidden: [proofloopHome(surroundings), options.log_path],
      mounts: options.mounts,
      network: options.network,
      publicNetwork: setupNetwork,
      userHome,
      environment,
      programs,
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
