import picomatch from 'picomatch';

/** Files that make other programs run something, or tell other agents what to do, on the machine of who has them. */
const sensitive: readonly [pattern: string, effect: string][] = [
  ['**/.envrc', 'runs when a shell enters the folder'],
  ['**/.vscode/**', 'can run tasks when the folder is opened'],
  ['**/.idea/**', 'can run tasks when the folder is opened'],
  ['**/.devcontainer/**', 'runs when the folder is opened in a container'],
  ['**/.devcontainer.json', 'runs when the folder is opened in a container'],
  ['**/.github/{workflows,actions}/**', 'runs in CI, with its secrets'],
  ['**/.gitlab-ci.yml', 'runs in CI, with its secrets'],
  ['**/.circleci/**', 'runs in CI, with its secrets'],
  [
    '**/{Jenkinsfile,azure-pipelines.yml,.travis.yml,.drone.yml,bitbucket-pipelines.yml}',
    'runs in CI, with its secrets',
  ],
  ['**/{.husky,.githooks}/**', 'runs when you commit'],
  ['**/{.pre-commit-config.yaml,lefthook.yml,.lefthook.yml}', 'runs when you commit'],
  [
    '**/{.npmrc,.pnpmfile.cjs,.yarnrc,.yarnrc.yml}',
    'decides what your package manager runs and where it looks',
  ],
  ['**/.yarn/**', 'runs with your package manager'],
  ['**/.cargo/config{,.toml}', 'decides what cargo runs'],
  ['**/.gitattributes', 'can run filters that your git has'],
  ['**/.gitmodules', 'names repositories that your git will fetch'],
  ['**/{AGENTS,CLAUDE,GEMINI}.md', 'tells coding agents what to do'],
  ['**/{.claude,.cursor,.codex,.gemini}/**', 'tells coding agents what to do and what to run'],
  [
    '**/{.mcp.json,.cursorrules,.github/copilot-instructions.md}',
    'tells coding agents what to do and what to run',
  ],
];

const matchers = sensitive.map(([pattern, effect]) => ({
  matches: picomatch(pattern, { dot: true, nocase: true }),
  effect,
}));

/** A changed file that a person should read before they have it, with the reason as a clause. */
export interface SensitiveFile {
  path: string;
  effect: string;
}

/** Those of the paths that can have an effect on a machine without being run by name. */
export function sensitiveFiles(paths: readonly string[]): SensitiveFile[] {
  return paths.flatMap((path) => {
    const found = matchers.find(({ matches }) => matches(path));
    return found ? [{ path, effect: found.effect }] : [];
  });
}
