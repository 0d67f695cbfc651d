/** Scripts that npm, pnpm, yarn and bun run by themselves when a package is installed. */
const npmHooks = [
  'preinstall',
  'install',
  'postinstall',
  'preprepare',
  'prepare',
  'postprepare',
  'prepublish',
  'dependencies',
];

/** Tables of a package.json by which git hooks are installed, or that let dependencies run theirs. */
const npmTables = [
  'husky',
  'simple-git-hooks',
  'lint-staged',
  'pre-commit',
  'gitHooks',
  'trustedDependencies',
];

const composerHook = /^(pre|post)-.*(install|update|autoload|cmd|project|package)/;

type Hooks = ReadonlyMap<string, string>;

const manifests: readonly [name: RegExp, hooks: (text: string) => Hooks][] = [
  [/(^|\/)package\.json$/i, packageHooks],
  [/(^|\/)composer\.json$/i, composerHooks],
  [/(^|\/)cargo\.toml$/i, (text) => tomlKeys(text, /^(build|links)\s*=/)],
  [/(^|\/)pyproject\.toml$/i, (text) => tomlKeys(text, /^(build-backend|backend-path)\s*=/)],
];

/** Whether the path is a manifest that can name something to be run at its installation. */
export function hasInstallHooks(path: string): boolean {
  return manifests.some(([name]) => name.test(path));
}

/** The install hooks that a manifest has now and did not have so before. `before` is null for a new file. */
export function newInstallHooks(path: string, before: string | null, after: string | null): string[] {
  const read = manifests.find(([name]) => name.test(path))?.[1];
  if (read === undefined || after === null) return [];
  const old = before === null ? new Map<string, string>() : read(before);
  return [...read(after)].filter(([name, value]) => old.get(name) !== value).map(([name]) => name);
}

function packageHooks(text: string): Hooks {
  const manifest = objectIn(text);
  if (manifest === null) return unreadable(text);
  const scripts = recordOf(manifest.scripts);
  return new Map([
    ...npmHooks.flatMap((name): [string, string][] => entryOf(scripts, name)),
    ...entryOf(recordOf(manifest.pnpm), 'onlyBuiltDependencies'),
    ...npmTables.flatMap((name): [string, string][] => entryOf(manifest, name)),
  ]);
}

function composerHooks(text: string): Hooks {
  const manifest = objectIn(text);
  if (manifest === null) return unreadable(text);
  const scripts = recordOf(manifest.scripts);
  const plugins = entryOf(recordOf(manifest.config), 'allow-plugins');
  return new Map([
    ...Object.keys(scripts)
      .filter((name) => composerHook.test(name))
      .flatMap((name) => entryOf(scripts, name)),
    ...plugins,
  ]);
}

/** What a manifest that can't be read hides is taken for a hook. */
const unreadable = (text: string): Hooks => new Map([['text that is no JSON', text]]);

function tomlKeys(text: string, key: RegExp): Hooks {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  return new Map(
    lines.filter((line) => key.test(line)).map((line) => [(line.split('=')[0] ?? '').trim(), line]),
  );
}

function objectIn(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text.replace(/^\ufeff/, ''));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

const recordOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

function entryOf(record: Record<string, unknown>, name: string): [string, string][] {
  return Object.hasOwn(record, name) ? [[name, JSON.stringify(record[name])]] : [];
}
