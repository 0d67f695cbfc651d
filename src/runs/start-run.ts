import { lstat, rm, rmdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { proofloopHome, runHome, setupCache } from '../config/home-paths.ts';
import { readConfig, repositoryConfigName } from '../config/read-config.ts';
import type { CommandLine } from '../config/sources/command-line-source.ts';
import type { Surroundings } from '../config/surroundings.ts';
import { usersGit } from '../config/users-git.ts';
import { logVersion } from '../core/events.ts';
import type { RecordedAnswers } from '../core/model/recorded-answers.ts';
import type { RunOptions } from '../core/options.ts';
import { hashPrompts } from '../core/roles/prompt-hash.ts';
import type { Journal, RunObserver } from '../engine/journal.ts';
import type { World } from '../engine/world.ts';
import { existingLogSentence } from '../log/existing-log.ts';
import { loadClient } from '../model/client.ts';
import { listPrices } from '../model/prices.ts';
import { listWindows } from '../model/windows.ts';
import type { Inbox, RepositoryFiles } from '../ports.ts';
import { findSandbox } from '../sandbox/find-sandbox.ts';
import { allowedEnvironment } from '../sandbox/show/allowed-environment.ts';
import { freeBytes } from '../system/free-space.ts';
import { makeFolders } from '../system/make-folders.ts';
import { filesThatTell } from '../verify/detect-commands.ts';
import { lacksStryker } from '../verify/missing-stryker.ts';
import { createWorld, openJournal, openStore, systemClock } from '../wire.ts';
import { refusePromisedObjects } from '../workspace/base/promised-objects.ts';
import { openRepositoryFiles } from '../workspace/base/repository-files.ts';
import { createWorkspace, type RunWorkspace } from '../workspace/workspace.ts';
import { checkEvidenceFiles, evidenceFileWarnings } from './check-evidence-files.ts';
import { plainFolderText, unusedConfiguration } from './checkout-warnings.ts';
import {
  awaitSandbox,
  checkMounts,
  chooseSandbox,
  refuseSystemFolder,
  refuseUnshowable,
} from './choose-sandbox.ts';
import { detectVerify } from './detect-verify.ts';
import { type FoundWorkspace, findWorkspace } from './find-workspace.ts';
import { newRunId } from './new-run-id.ts';
import { readRecording } from './read-recording.ts';
import { readTask } from './read-task.ts';
import { refusePersonal } from './refuse-personal.ts';
import { spaceWarnings } from './space-warnings.ts';
import { UsageError } from './usage-error.ts';
import { version } from './version.ts';

/** A run that is ready to be started: nothing was written, and all was checked but whether the sandbox works. */
export interface PlannedRun {
  task: string;
  options: RunOptions;
  runId: string;
  runHome: string;
  apiKey: string | null;
  /** Null where the endpoint is asked. */
  recorded: RecordedAnswers | null;
  idleTimeoutMs: number;
  json: boolean;
  warnings: readonly string[];
}

/** Checks what can be wrong before a run starts; a UsageError names all that is. The sandbox's own check goes on. */
export async function planRun(commandLine: CommandLine, surroundings: Surroundings): Promise<PlannedRun> {
  const named =
    typeof commandLine.workspace === 'string'
      ? resolve(surroundings.currentFolder, commandLine.workspace)
      : surroundings.currentFolder;
  // Takes longest, and most of that is waiting for other processes: begun before all else, and awaited after all else.
  if (commandLine.sandbox !== 'off') findSandbox().catch(() => {});
  const found = await findWorkspace(named);
  const searchPath = surroundings.environment.PATH ?? '';
  if (found.repository !== null)
    await refusePromisedObjects(found.repository, searchPath).catch((error: Error) => {
      throw new UsageError(error.message);
    });
  const expected = ['', repositoryConfigName, found.folder, ...filesThatTell(found.folder)];
  const files = await openRepositoryFiles(found.top, found.repository, searchPath, expected);
  return planIn(found, files, commandLine, surroundings);
}

async function planIn(
  found: FoundWorkspace,
  files: RepositoryFiles,
  commandLine: CommandLine,
  surroundings: Surroundings,
): Promise<PlannedRun> {
  const { top, folder, repository } = found;
  const repositoryText = await files.text(repositoryConfigName);
  const known = { prices: listPrices, windows: listWindows };
  const loaded = await readConfig(commandLine, surroundings, repositoryText, known);
  if (!loaded.ok) throw new UsageError(loaded.errors.join('\nerror: '));
  const { config } = loaded;
  const { mutation, setup, evidence } = config.options;
  // What the setup installs is not there yet.
  if (mutation && setup.length === 0 && (await lacksStryker(files, folder))) throw new UsageError(noStryker);
  const recorded = await readRecording(config.options.answers);
  const task = await readTask(config.task);
  const given = config.options.verify.length > 0;
  const environment = allowedEnvironment(surroundings.environment);
  const detected = given ? null : await detectVerify(files, top, folder, environment);

  const home = proofloopHome(surroundings);
  const runId = newRunId(systemClock.now());
  const ownHome = runHome(home, runId);
  const logPath = config.logPath ?? join(ownHome, 'loop.jsonl');
  await refuseExisting(logPath);
  const mounts = checkMounts(config.options.mounts, [top, home, logPath]);
  const evidenceFiles = await checkEvidenceFiles(config.options, [top, ...mounts]);
  const sandbox = chooseSandbox(config.sandbox);
  if (sandbox === 'bubblewrap') {
    refuseSystemFolder(top);
    await refuseUnshowable({ workspace: top, mounts, userHome: surroundings.userHome });
  }
  await refusePersonal(found, files, surroundings.userHome, home);
  return {
    task,
    options: {
      ...config.options,
      setup: [...config.options.setup],
      workspace: top,
      folder,
      log_path: logPath,
      verify: detected?.verify ?? [...config.options.verify],
      verify_source: detected?.verify_source ?? config.options.verify_source,
      sandbox,
      mounts,
      ...evidenceFiles,
    },
    runId,
    runHome: ownHome,
    apiKey: config.apiKey,
    recorded,
    idleTimeoutMs: config.idleTimeoutMs,
    json: config.json,
    warnings: [
      ...(repository === null
        ? [await plainFolderText(top)]
        : await unusedConfiguration(top, repositoryText)),
      ...evidenceFileWarnings({ ...evidenceFiles, sandbox }),
      ...spaceWarnings(freeBytes(home), home),
      ...(evidence === 'claimed' ? [] : (detected?.warnings ?? [])),
      ...(evidence === 'claimed' && mutation ? [nothingMeasured] : []),
    ],
  };
}

const noStryker =
  '--mutation needs StrykerJS, which is not installed in this repository: npm install --save-dev @stryker-mutator/core, ' +
  'or leave --mutation out';
const nothingMeasured = '--mutation has no effect with --evidence claimed: nothing is measured';

export interface StartedRun {
  world: World;
  journal: Journal;
  workspace: RunWorkspace;
}

/** Takes the base, opens the log and writes `loop_started`; where that fails, nothing is left behind. */
export async function startRun(
  planned: PlannedRun,
  surroundings: Surroundings,
  inbox: Inbox,
  observer: RunObserver,
): Promise<StartedRun> {
  const { options, runId } = planned;
  await makeFolders(planned.runHome).catch((error: Error) => {
    const advice = 'name another place with PROOFLOOP_HOME';
    throw new UsageError(`the run's folder can't be made (${error.message}); ${advice}`);
  });
  try {
    const claim = await openStore({ logPath: options.log_path, runHome: planned.runHome }).claim();
    // Loading it keeps everything else waiting: best while git is at work.
    if (planned.recorded === null) loadClient().catch(() => {});
    const { workspace, guidance, dependenciesKey, checkout } = await createWorkspace({
      runId,
      workspace: options.workspace,
      runHome: planned.runHome,
      leftOut: [proofloopHome(surroundings), options.log_path],
      usersGit: usersGit(surroundings),
      searchPath: surroundings.environment.PATH ?? '',
      mountedAtCheckout: options.sandbox === 'bubblewrap',
      setup: {
        commands: options.setup,
        folder: options.folder,
        cache: setupCache(proofloopHome(surroundings)),
      },
    });
    await awaitSandbox(options.sandbox);
    const log = await claim.create().catch((error: Error) => {
      const { code } = error as NodeJS.ErrnoException;
      if (code === undefined) throw error;
      throw new UsageError(`the log ${options.log_path} can't be made (${error.message}); name another file`);
    });
    const journal = openJournal(log, null, surroundings);
    journal.observe(observer);
    const world = createWorld({ ...planned, workspace, inbox, surroundings });
    await journal.record({
      event: 'loop_started',
      payload: {
        run_id: runId,
        task: planned.task,
        max_iterations: options.max_iterations,
        base_commit: workspace.baseCommit,
        base_tree: workspace.baseTree,
        dependencies_key: dependenciesKey,
        options,
        version,
        log_version: logVersion,
        prompts_sha256: hashPrompts(),
        guidance,
        uncommitted_files: checkout.uncommittedFiles,
        notices: checkout.notices,
        forked_from: null,
      },
    });
    return { world, journal, workspace };
  } catch (error) {
    await rm(planned.runHome, { recursive: true, force: true });
    // The folder of all runs goes too where this would have been the first.
    await rmdir(dirname(planned.runHome)).catch(() => {});
    throw error instanceof UsageError ? error : new UsageError((error as Error).message);
  }
}

async function refuseExisting(logPath: string): Promise<void> {
  const there = await lstat(logPath).catch(() => null);
  if (there !== null) throw new UsageError(await existingLogSentence(logPath));
}
