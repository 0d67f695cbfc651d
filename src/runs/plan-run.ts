import { proofloopHome } from '../config/home-paths.ts';
import { readConfig } from '../config/read-config.ts';
import { unknownVariables } from '../config/sources/unknown-variables.ts';
import type { Surroundings } from '../config/surroundings.ts';
import type { ConfiguredAgent } from '../core/agent/agent-spec.ts';
import type { RecordedAnswers } from '../core/model/recorded-answers.ts';
import type { RunOptions } from '../core/options.ts';
import type { CommandLine } from '../core/settings/settings.ts';
import { repositoryConfigName } from '../core/setup-consent.ts';
import { loadClient } from '../model/client.ts';
import { listPrices } from '../model/prices.ts';
import { listWindows } from '../model/windows.ts';
import type { RepositoryFiles } from '../ports/base-files.ts';
import type { RunPlace } from '../ports/run-place.ts';
import { allowedEnvironment } from '../sandbox/show/allowed-environment.ts';
import { freeBytes } from '../system/free-space.ts';
import { pathsThatTell } from '../verify/detect-commands.ts';
import { lacksStryker } from '../verify/missing-stryker.ts';
import { openRepositoryFiles } from '../workspace/base/repository-files.ts';
import { evidenceFileWarnings } from './check-evidence-files.ts';
import { plainFolderText, unusedConfiguration } from './checkout-warnings.ts';
import { detectVerify } from './detect-verify.ts';
import { type FoundWorkspace, findNamedWorkspace } from './find-workspace.ts';
import { missingScripts, stepsWithoutNetwork } from './missing-scripts.ts';
import { noStryker } from './no-stryker.ts';
import { planPlaces } from './plan-places.ts';
import { readRecording } from './read-recording.ts';
import { readTask } from './read-task.ts';
import { refusePersonal } from './refuse-personal.ts';
import { requireAgents } from './require-agents.ts';
import { type Ask, requireSetupConsent } from './require-setup-consent.ts';
import { spaceWarnings } from './space-warnings.ts';
import { testsNamedInTask } from './tests-in-task.ts';
import { toolCards } from './tools-of-caller.ts';
import { UsageError } from './usage-error.ts';

/** A run that is ready to be started: nothing was written, and all was checked but whether the sandbox works. */
export interface PlannedRun {
  task: string;
  options: RunOptions;
  runId: string;
  runHome: string;
  apiKey: string | null;
  /** What the user's configuration says of agents. */
  agents: Readonly<Record<string, ConfiguredAgent>>;
  /** Null where the endpoint is asked. */
  recorded: RecordedAnswers | null;
  idleTimeoutMs: number;
  /** Where its log is kept in place of a file; nothing for a file. */
  kept: Pick<RunPlace, 'databaseUrl' | 'committer' | 'ownLogs'>;
  json: boolean;
  warnings: readonly string[];
  /** What the verify commands need and won't find, each a sentence; among the warnings too. */
  missing: readonly string[];
  /** What a person should know of the task, each a sentence. */
  notices: readonly string[];
}

/**
 * Checks what can be wrong before a run starts; a UsageError names all that is. The sandbox's own check goes on. What a
 * person has to agree to is asked last.
 */
export async function planRun(
  commandLine: CommandLine,
  surroundings: Surroundings,
  ask: Ask,
): Promise<PlannedRun> {
  const searchPath = surroundings.environment.PATH ?? '';
  const found = await findNamedWorkspace(commandLine, surroundings);
  const expected = ['', repositoryConfigName, found.folder, ...pathsThatTell(found.folder)];
  const opening = openRepositoryFiles(found, searchPath, expected);
  // Loading it keeps everything else waiting: best while git is at work.
  if (commandLine.answers === undefined && surroundings.ownPorts?.model === undefined)
    loadClient().catch(() => {});
  const files = await opening;
  const { trustSetup, ...planned } = await planIn(found, files, commandLine, surroundings);
  await requireSetupConsent(planned.options, trustSetup, surroundings, ask);
  return planned;
}

async function planIn(
  found: FoundWorkspace,
  files: RepositoryFiles,
  commandLine: CommandLine,
  surroundings: Surroundings,
): Promise<PlannedRun & { trustSetup: boolean }> {
  const { top, folder, repository } = found;
  const repositoryText = await files.text(repositoryConfigName);
  const known = { prices: listPrices, windows: listWindows };
  const loaded = await readConfig(commandLine, surroundings, repositoryText, known);
  if (!loaded.ok) throw new UsageError(loaded.errors.join('\nerror: '));
  const { config } = loaded;
  const { mutation, setup, evidence, verify } = config.options;
  // What the setup installs is not there yet.
  if (mutation && setup.length === 0 && (await lacksStryker(files, folder))) throw new UsageError(noStryker);
  requireAgents(config.options, config.agents, surroundings);
  const recorded = await readRecording(config.options.answers);
  const task = await readTask(config.task);
  const environment = allowedEnvironment(surroundings.environment);
  const detected = verify.length > 0 ? null : await detectVerify(files, found, environment);

  const home = proofloopHome(surroundings);
  const { runId, runHome, options: places, kept } = await planPlaces(found, config, surroundings);
  await refusePersonal(found, files, surroundings.userHome, home);
  const options: RunOptions = {
    ...config.options,
    setup: [...config.options.setup],
    verify: detected?.verify ?? [...config.options.verify],
    verify_source: detected?.verify_source ?? config.options.verify_source,
    ...places,
    own_tools: toolCards(surroundings),
  };
  const ahead = await lookAhead(task, files, options);
  return {
    task,
    ...ahead,
    options,
    runId,
    runHome,
    kept,
    apiKey: config.apiKey,
    agents: config.agents,
    recorded,
    idleTimeoutMs: config.idleTimeoutMs,
    json: config.json,
    trustSetup: config.trustSetup,
    warnings: [
      ...unknownVariables(surroundings.environment).warnings,
      ...(repository === null
        ? [await plainFolderText(top)]
        : await unusedConfiguration(top, repositoryText)),
      ...evidenceFileWarnings(places),
      ...spaceWarnings(freeBytes(home), home),
      ...(evidence === 'claimed' ? [] : (detected?.warnings ?? [])),
      ...(evidence === 'claimed' && mutation ? [nothingMeasured] : []),
      ...ahead.missing,
      ...costWarnings(options, commandLine),
    ],
  };
}

/** What verify commands name and is not there, and which tests the task names: nothing where nothing is measured. */
async function lookAhead(task: string, files: RepositoryFiles, options: RunOptions) {
  if (options.evidence === 'claimed') return { missing: [], notices: [] };
  return {
    missing: [...(await missingScripts(files, options)), ...(await stepsWithoutNetwork(files, options))],
    notices: await testsNamedInTask(task, files, options),
  };
}

const nothingMeasured = '--mutation has no effect with --evidence claimed: nothing is measured';

/** A limit that somebody has put to 0 is no news. */
function costWarnings({ max_cost_usd, models, prices }: RunOptions, { maxCost }: CommandLine): string[] {
  if (max_cost_usd > 0 || maxCost !== undefined) return [];
  const unpriced = [...new Set(Object.values(models))].filter((model) => !Object.hasOwn(prices, model));
  if (unpriced.length === 0) return [];
  return [
    `the price of ${unpriced.join(', ')} is not known, so the run has no limit in money; tokens and time still end it`,
  ];
}
