import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { endpointsIn, endpointsOfVariables, type NamedEndpoint } from '../core/setup/named-endpoints.ts';
import type { Surroundings } from './surroundings.ts';

/** Where package managers keep a user's own settings, below the home. */
const filesBelowHome = [
  '.bundle/config',
  '.bunfig.toml',
  '.cargo/config',
  '.cargo/config.toml',
  '.composer/config.json',
  '.condarc',
  '.config/composer/config.json',
  '.config/go/env',
  '.config/pip/pip.conf',
  '.config/pnpm/rc',
  '.config/pypoetry/config.toml',
  '.config/uv/uv.toml',
  '.gemrc',
  '.gradle/gradle.properties',
  '.m2/settings.xml',
  '.npmrc',
  '.nuget/NuGet/NuGet.Config',
  '.pip/pip.conf',
  '.yarnrc',
  '.yarnrc.yml',
];
const filesOfTheMachine = ['/etc/npmrc', '/etc/pip.conf', '/usr/etc/npmrc', '/usr/local/etc/npmrc'];
const filesByVariable = ['NPM_CONFIG_USERCONFIG', 'npm_config_userconfig', 'PIP_CONFIG_FILE'];

/** The proxies and registries that the user's own configuration and environment name. */
export function usersEndpoints({ environment, userHome }: Surroundings): NamedEndpoint[] {
  const files = [
    ...filesBelowHome.map((name) => join(userHome, name)),
    ...filesOfTheMachine,
    ...filesByVariable.flatMap((name) => environment[name] ?? []),
  ];
  return [...endpointsOfVariables(environment), ...files.flatMap((path) => endpointsIn(textOf(path)))];
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
