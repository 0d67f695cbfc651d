import type { ViewKind } from '../../ports/view.ts';

/** Makes package managers install without running the packages' own scripts, where they can. */
const withoutInstallScripts = {
  // Of npm, pnpm, yarn 1, and yarn 2 and later; bun runs no scripts of dependencies by itself.
  npm_config_ignore_scripts: 'true',
  pnpm_config_ignore_scripts: 'true',
  YARN_IGNORE_SCRIPTS: 'true',
  YARN_ENABLE_SCRIPTS: 'false',
};

/** Keeps package managers from asking a network that is not there for what they have downloaded before. */
const withoutNetwork = {
  // A library has no lock file: without it, cargo looks for newer versions first.
  CARGO_NET_OFFLINE: 'true',
  COREPACK_ENABLE_NETWORK: '0',
};

/** The environment of commands in a view: only a setup installs anything. */
export function viewEnvironment(
  kind: ViewKind,
  environment: Readonly<Record<string, string>>,
  hasNetwork: boolean,
): Record<string, string> {
  const held = hasNetwork ? {} : withoutNetwork;
  return { ...environment, ...held, ...(kind === 'setup' ? withoutInstallScripts : {}) };
}
