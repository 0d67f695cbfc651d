import { simpleCommands } from '../protected/shell-words.ts';

/** Steps of which a verification without a network can't do any: what they are, as the script has them. */
const needsNetwork: readonly RegExp[] = [
  /^(npm|pnpm|yarn|bun) (audit|outdated|ci|install|i|add|publish)\b/,
  /^yarn npm audit\b/,
  /^(curl|wget) .*\bhttps?:/,
  /^(pip|pip3|uv pip|python3? -m pip) (install|download)\b/,
  /^(cargo (install|audit|fetch|update)|go (get|install)|bundle install|pip-audit|composer (install|audit|update)|git (clone|fetch|pull|push))\b/,
];

/** One that says of itself that it does without. */
const isOffline = /--offline\b|--prefer-offline\b|--dry-run\b|localhost|127\.0\.0\.1/;

/**
 * The steps of a verify command that need the network, through the scripts of the manifest that it starts: `scripts` are
 * those of the package.json in the folder it runs in.
 */
export function networkSteps(command: string, scripts: Readonly<Record<string, string>>): string[] {
  const found = new Set<string>();
  const seen = new Set<string>();
  const look = (text: string) => {
    for (const { words } of simpleCommands(text)) {
      const line = words.join(' ');
      const asks = needsNetwork.some((pattern) => pattern.test(line)) || isFetchedAudit(words);
      if (asks && !isOffline.test(line)) found.add(line);
      for (const name of scriptsStartedBy(words)) {
        const script = scripts[name];
        if (script === undefined || seen.has(name)) continue;
        seen.add(name);
        look(script);
      }
    }
  };
  look(command);
  return [...found];
}

/** `npx better-npm-audit audit` and the like, which ask a registry whoever has installed them. */
function isFetchedAudit([program = '', ...rest]: readonly string[]): boolean {
  return ['npx', 'pnpx', 'bunx'].includes(program) && rest.some((word) => /(^|-)audit$/.test(word));
}

/** The scripts that a command starts, with those that npm runs before and after them. */
function scriptsStartedBy([program = '', ...rest]: readonly string[]): string[] {
  if (!['npm', 'pnpm', 'yarn', 'bun'].includes(program)) return [];
  const words = rest.filter((word) => !word.startsWith('-'));
  const [verb = '', name = ''] = words;
  const isRun = /^(run|run-script)$/.test(verb);
  const own = /^(t|tst|test)$/.test(verb) ? 'test' : program === 'npm' ? '' : verb;
  const script = isRun ? name : own;
  return script === '' ? [] : [`pre${script}`, script, `post${script}`];
}
