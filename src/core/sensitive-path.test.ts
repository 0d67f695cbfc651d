import { describe, expect, test } from 'vitest';
import { sensitive, sensitiveFiles } from './sensitive-path.ts';

/** Samples of each family of tools, as they lie in a repository. */
const samples: Record<keyof typeof sensitive, readonly string[]> = {
  editors: [
    'packages/a/.vscode/tasks.json',
    '.idea/x.xml',
    '.zed/tasks.json',
    '.fleet/run.json',
    '.vs/x',
    '.devcontainer/devcontainer.json',
    'a.code-workspace',
    'x.sublime-project',
    '.gitpod.yml',
    '.replit',
  ],
  editorStart: ['.exrc', '.nvim.lua', '.nvimrc', '.lvimrc', 'src/.dir-locals.el'],
  shells: ['.envrc', '.autoenv.zsh', 'flake.nix', 'shell.nix', 'devenv.nix'],
  versionManagers: [
    'rust-toolchain.toml',
    '.bazelversion',
    'mise.toml',
    '.mise.toml',
    '.config/mise/config.toml',
    'mise/config.toml',
    '.tool-versions',
  ],
  interpreters: [
    '.ocamlinit',
    'x/.proverc',
    'ansible.cfg',
    'sitecustomize.py',
    'src/usercustomize.py',
    'a.pth',
    '.Rprofile',
    '.irbrc',
    '.gdbinit',
    '.ghci',
    '.iex.exs',
  ],
  linters: [
    '.pylintrc',
    '.luacheckrc',
    '.php-cs-fixer.dist.php',
    '.formatter.exs',
    'tailwind.config.ts',
    '.markdownlint-cli2.mjs',
    '.pnp.cjs',
    '.eslintrc.js',
    '.eslintrc.cjs',
    'eslint.config.mjs',
    '.prettierrc.cjs',
    'prettier.config.js',
    '.stylelintrc.js',
  ],
  githubAndKin: [
    '.GitHub/Workflows/ci.yml',
    '.github/actions/a/action.yml',
    '.gitea/workflows/x.yml',
    '.forgejo/workflows/x.yml',
  ],
  pipelines: [
    '.gitlab-ci.yml',
    '.circleci/config.yml',
    'Jenkinsfile',
    'azure-pipelines.yml',
    '.travis.yml',
    '.drone.yml',
    '.woodpecker.yml',
    '.woodpecker/x.yml',
    'bitbucket-pipelines.yml',
    'appveyor.yml',
    '.buildkite/pipeline.yml',
    '.cirrus.yml',
    'cloudbuild.yaml',
    'netlify.toml',
    'vercel.json',
    '.build.yml',
  ],
  commitHooks: [
    '.husky/pre-commit',
    '.githooks/x',
    '.pre-commit-config.yaml',
    'lefthook.yml',
    '.lefthook.toml',
    '.lintstagedrc.json',
    'lint-staged.config.js',
    'commitlint.config.js',
    '.overcommit.yml',
  ],
  npm: ['.npmrc', 'sub/.npmrc', '.pnpmfile.cjs', '.yarnrc.yml', '.yarn/plugins/x.cjs', 'bunfig.toml'],
  otherPackageManagers: [
    '.cargo/config.toml',
    'pip.conf',
    '.condarc',
    'NuGet.config',
    '.bundle/config',
    '.mvn/extensions.xml',
    'gradle/wrapper/gradle-wrapper.properties',
    '.bazelrc',
    'tools/bazel',
  ],
  builds: [
    'build.rs',
    'crates/a/build.rs',
    'setup.py',
    'ext/a/extconf.rb',
    'binding.gyp',
    'Directory.Build.props',
  ],
  git: ['.gitattributes', '.gitmodules', '.gitconfig'],
  desktops: ['x.desktop', 'autorun.inf'],
  agents: [
    'docs/CLAUDE.md',
    'AGENTS.override.md',
    'GEMINI.md',
    '.claude/settings.json',
    '.cursor/rules/x.mdc',
    '.windsurfrules',
    '.clinerules',
    '.mcp.json',
    '.aider.conf.yml',
    '.github/copilot-instructions.md',
    '.github/prompts/x.prompt.md',
    'opencode.json',
  ],
  proofloop: ['proofloop.config.json'],
};

describe.each(Object.entries(samples))('%s', (family, paths) => {
  const effect = sensitive[family as keyof typeof sensitive][1];

  test.each(paths)('%s is sensitive', (path) => {
    expect(sensitiveFiles(['src/a.ts', path])).toEqual([{ path, effect }]);
  });
});

test('every family has its samples', () => {
  expect(Object.keys(samples)).toEqual(Object.keys(sensitive));
});

test.each([
  'src/envrc.ts',
  'github/workflows.md',
  'README.md',
  'cargo/config.rs',
  'package.json',
  'src/build.ts',
  'src/mise/index.ts',
  'docs/agents.txt',
  'agents/planner.ts',
  'src/vscode/tasks.json',
  'setup.cfg',
  'test/setup.ts',
  '.gitignore',
  '.editorconfig',
  '.prettierrc',
  'tsconfig.json',
  'Makefile',
  'Cargo.toml',
  'vite.config.ts',
])('%s is not', (path) => {
  expect(sensitiveFiles([path])).toEqual([]);
});
