import type { RunOptions } from '../core/options.ts';
import { type CommandLine, defaultOf } from '../core/settings/settings.ts';
import { userConfigPath } from './home-paths.ts';
import { readUserFile } from './read-config.ts';
import { readCommandLine } from './sources/command-line-source.ts';
import { readUserConfig } from './sources/config-file-source.ts';
import { readEnvironment } from './sources/environment-source.ts';
import { strongest } from './sources/given-settings.ts';
import type { Surroundings } from './surroundings.ts';

/** What contains commands that somebody else's log names, by the word of this machine's user alone. */
export interface ContainmentChoice {
  sandbox: 'auto' | 'off';
  network: RunOptions['network'];
}

export type ContainmentResult =
  | { ok: true; containment: ContainmentChoice }
  | { ok: false; errors: string[] };

/** Sandbox and network from the command line, the environment and the user's own file, in this order. */
export async function loadContainment(
  commandLine: CommandLine,
  surroundings: Surroundings,
): Promise<ContainmentResult> {
  const file = await readUserFile(userConfigPath(surroundings));
  if (typeof file === 'string') return { ok: false, errors: [file] };
  const readings = [
    readCommandLine(commandLine),
    readEnvironment(surroundings.environment),
    ...(file === null ? [] : [readUserConfig(file)]),
  ];
  const errors = readings.flatMap((reading) => reading.errors);
  if (errors.length > 0) return { ok: false, errors };
  const layers = readings.map(({ given }) => given);
  return {
    ok: true,
    containment: {
      sandbox: strongest(layers, 'sandbox')?.value ?? defaultOf('sandbox'),
      network: strongest(layers, 'network')?.value ?? defaultOf('network'),
    },
  };
}
