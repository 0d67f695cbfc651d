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

/** The scripts of the package.json in the folder that a command runs in. */
type Scripts = Readonly<Record<string, string>>;

/**
 * The steps of a verify command that need the network, through the scripts that it starts. `absent` are the programs that
 * npx and its like would have to fetch, since no package here brings them.
 */
export function networkSteps(command: string, scripts: Scripts, absent: readonly string[]): string[] {
  const lines = stepsOf(command, scripts).flatMap((words) => {
    const line = words.join(' ');
    const program = fetchedProgram(words);
    const isFetched = program !== null && absent.includes(program);
    const asks = needsNetwork.some((pattern) => pattern.test(line)) || isFetched || isAudit(words);
    return asks && !isOffline.test(line) ? [line] : [];
  });
  return [...new Set(lines)];
}

/** The programs that a verify command starts by npx and its like, which fetch those that aren't installed. */
export function fetchablePrograms(command: string, scripts: Scripts): string[] {
  return [...new Set(stepsOf(command, scripts).flatMap((words) => fetchedProgram(words) ?? []))];
}

/** The words of each simple command, those of the scripts that they start among them. */
function stepsOf(command: string, scripts: Scripts): (readonly string[])[] {
  const seen = new Set<string>();
  const look = (text: string): (readonly string[])[] =>
    simpleCommands(text).flatMap(({ words }) => {
      const started = scriptsStartedBy(words).filter(
        (name) => Object.hasOwn(scripts, name) && !seen.has(name),
      );
      for (const name of started) seen.add(name);
      return [words, ...started.flatMap((name) => look(scripts[name] ?? ''))];
    });
  return look(command);
}

const fetchers = ['npx', 'pnpx', 'bunx'];

/** The program that npx is asked for; null where it is asked for none by name, or for another package's. */
function fetchedProgram([program = '', ...rest]: readonly string[]): string | null {
  const asked = fetchers.includes(program) ? rest : afterDlx(program, rest);
  if (asked === null || asked.some((word) => /^(-c|--call|-p|--package)\b/.test(word))) return null;
  const name = asked.find((word) => !word.startsWith('-'));
  return name === undefined ? null : name.replace(/(?<=.)@[^@/]*$/, '');
}

const afterDlx = (program: string, [verb, ...rest]: readonly string[]) =>
  ['pnpm', 'yarn'].includes(program) && verb === 'dlx' ? rest : null;

/** `npx better-npm-audit audit` and the like, which ask a registry whoever has installed them. */
function isAudit([program = '', ...rest]: readonly string[]): boolean {
  return fetchers.includes(program) && rest.some((word) => /(^|-)audit$/.test(word));
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
