import { readJudgeConfig } from '../config/read-config.ts';
import { unknownVariables } from '../config/sources/unknown-variables.ts';
import type { Surroundings } from '../config/surroundings.ts';
import type { JudgeOptions } from '../core/judge-options.ts';
import type { CommandLine } from '../core/settings/settings.ts';
import { repositoryConfigName } from '../core/setup-consent.ts';
import type { RunPlace } from '../ports/run-place.ts';
import { allowedEnvironment } from '../sandbox/show/allowed-environment.ts';
import { pathsThatTell } from '../verify/detect-commands.ts';
import { lacksStryker } from '../verify/missing-stryker.ts';
import type { Repository } from '../workspace/base/repository.ts';
import { openRepositoryFiles } from '../workspace/base/repository-files.ts';
import { type ChangeEnds, findChangeEnds, type NamedEnds } from '../workspace/base/revisions.ts';
import { type DetectedVerify, detectVerify } from './detect-verify.ts';
import { type FoundWorkspace, findNamedWorkspace } from './find-workspace.ts';
import { noStryker } from './no-stryker.ts';
import { planPlaces } from './plan-places.ts';
import { type Ask, requireSetupConsent } from './require-setup-consent.ts';
import { UsageError } from './usage-error.ts';

/** A judgement that is ready to be started: nothing was written, and all was checked but whether the sandbox works. */
export interface PlannedJudgement {
  options: JudgeOptions;
  ends: ChangeEnds;
  /** Only the change says how it is tested. */
  verifyOfChange: boolean;
  runId: string;
  runHome: string;
  /** Where its log is kept in place of a file; nothing for a file. */
  kept: Pick<RunPlace, 'ownLogs'>;
  json: boolean;
  warnings: readonly string[];
}

/** Checks what can be wrong before a change is judged; a UsageError names what is. What a person has to agree to is asked last. */
export async function planJudgement(
  commandLine: CommandLine,
  named: NamedEnds,
  surroundings: Surroundings,
  ask: Ask,
): Promise<PlannedJudgement> {
  const found = await findNamedWorkspace(commandLine, surroundings);
  if (found.repository === null)
    throw new UsageError(`${found.top} is no git repository, so there is no base to judge a change against`);
  const searchPath = surroundings.environment.PATH ?? '';
  const ends = await findChangeEnds(found.repository, named, searchPath).catch((error: Error) => {
    throw new UsageError(`${error.message}; nothing was measured`);
  });
  const files = await openRepositoryFiles({ ...found, revision: ends.base.commit }, searchPath, [
    '',
    repositoryConfigName,
    found.folder,
    ...pathsThatTell(found.folder),
  ]);
  const repositoryText = await files.text(repositoryConfigName);
  const loaded = await readJudgeConfig(commandLine, surroundings, repositoryText);
  if (!loaded.ok) throw new UsageError(loaded.errors.join('\nerror: '));
  const { config } = loaded;
  if (
    config.options.mutation &&
    config.options.setup.length === 0 &&
    (await lacksStryker(files, found.folder))
  )
    throw new UsageError(noStryker);
  const atBase =
    config.options.verify.length > 0 ? null : await detectVerify(files, found, environmentOf(surroundings));
  const detected =
    atBase?.verify.length === 0 ? await detectInChange(found, found.repository, ends, surroundings) : atBase;
  const { runId, runHome, options: places, kept } = await planPlaces(found, config, surroundings);
  const options: JudgeOptions = {
    ...config.options,
    setup: [...config.options.setup],
    verify: detected?.verify ?? [...config.options.verify],
    verify_source: detected?.verify_source ?? config.options.verify_source,
    ...places,
  };
  await requireSetupConsent(options, config.trustSetup, surroundings, ask);
  return {
    options,
    ends,
    verifyOfChange: detected !== atBase,
    runId,
    runHome,
    kept,
    json: config.json,
    warnings: [...unknownVariables(surroundings.environment).warnings, ...(detected?.warnings ?? [])],
  };
}

const environmentOf = ({ environment }: Surroundings) => allowedEnvironment(environment);

/** What the change itself says of how it is tested, where its base says nothing. */
async function detectInChange(
  found: FoundWorkspace,
  repository: Repository,
  { head }: ChangeEnds,
  surroundings: Surroundings,
): Promise<DetectedVerify> {
  const place =
    head === null ? { top: found.top, repository: null } : { ...found, repository, revision: head.commit };
  const files = await openRepositoryFiles(place, surroundings.environment.PATH ?? '', []);
  const detected = await detectVerify(files, found, environmentOf(surroundings));
  if (detected.verify.length > 0) return detected;
  throw new UsageError(
    'no verify command was found (no test script, pytest, unittest, cargo, go or make test), at the base or in the change: give one with --verify "<command>", or name the folder that has tests with -C <folder>; nothing was measured',
  );
}
