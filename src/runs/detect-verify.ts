import { join } from 'node:path';
import type { RunOptions } from '../core/options.ts';
import type { RepositoryFiles } from '../ports/base-files.ts';
import { detectCommands } from '../verify/detect-commands.ts';
import { missingTool } from '../verify/missing-tool.ts';
import type { FoundWorkspace } from './find-workspace.ts';

/** How a run is verified, and what a person should know of it before it starts. */
export interface DetectedVerify extends Pick<RunOptions, 'verify' | 'verify_source'> {
  warnings: string[];
}

/** What stands for the source where nothing says how a repository is tested. */
const noTestsFound = 'nothing found that says how it is tested';

/** Finds out how the folder of a workspace is tested; `environment` is what commands get to see. */
export async function detectVerify(
  files: RepositoryFiles,
  { top, folder }: Pick<FoundWorkspace, 'top' | 'folder'>,
  environment: Readonly<Record<string, string>>,
): Promise<DetectedVerify> {
  const { commands, source } = await detectCommands(files, folder);
  if (commands.length === 0) return { verify: [], verify_source: noTestsFound, warnings: [noTestsWarning] };
  const missing = await Promise.all(
    commands.map((command) => missingTool(command, join(top, folder), environment)),
  );
  return {
    verify: commands,
    verify_source: source,
    warnings: missing.filter((sentence) => sentence !== null),
  };
}

const noTestsWarning =
  'no tests were found in this repository (no test script, pytest, unittest, cargo, go or make test), so nothing ' +
  'can be verified: to complete, the run needs --verify "<command>", or --evidence claimed';
