import picomatch from 'picomatch';

const inCi = 'runs in CI, with its secrets';
const onOpening = 'can run when the folder is opened';
const onCommit = 'runs when you commit';
const byTool = 'runs, or names what runs, as soon as a tool of yours starts in the folder';
const byEditor = 'is run by editors that check files as you open them';
const byPackages = 'decides what your package manager runs and where it looks';
const onBuild = 'runs when the project is built or installed';
const byGit = 'decides what your git runs or fetches';
const byAgents = 'tells coding agents what to do and what to run';

/**
 * Files that make other programs run something, or tell other agents what to do, on the machine of who has them: by
 * families of tools. A file that runs only where somebody runs it by its name is none.
 */
export const sensitive = {
  editors: [
    [
      '**/{.vscode,.idea,.run,.zed,.fleet,.vs,.devcontainer,.nova,.theia,.helix,.externalToolBuilders,.codesandbox,.idx,.ona,.gitpod}/**',
      '**/{.devcontainer.json,.gitpod.yml,.replit,replit.nix,.stackblitzrc,devfile.yaml,.devfile.yaml,*.code-workspace,*.sublime-project}',
    ],
    onOpening,
  ],
  editorStart: [
    [
      '**/{.,_}{exrc,vimrc,gvimrc}',
      '**/{.nvimrc,.lvimrc,.local.vimrc,.vimspector.json,.nvim.lua,.dir-locals.el,.dir-locals-2.el}',
    ],
    'can run when your editor starts in the folder',
  ],
  languageServers: [
    [
      '**/{hie.yaml,rust-analyzer.toml,.rust-analyzer.toml,omnisharp.json,.luarc.json,.luarc.jsonc,.neoconf.json}',
      '**/{.lsp,.vim,.nlsp-settings}/**',
    ],
    'names programs that your editor starts when it opens a file',
  ],
  shells: [
    [
      '**/{.envrc,.autoenv,.autoenv.zsh,.autoenv_leave.zsh,flake.nix,shell.nix,default.nix,devenv.nix,devenv.local.nix,devenv.yaml,devbox.json}',
      '**/.flox/**',
    ],
    'runs when a shell enters the folder',
  ],
  versionManagers: [
    [
      '**/{mise.toml,.mise.toml,mise.local.toml,.tool-versions,.rtx.toml,rust-toolchain,rust-toolchain.toml,.bazelversion,.bazeliskrc}',
      '**/{.mise,.config/mise}/**',
      '**/mise/config.toml',
    ],
    'decides which programs your version manager installs and runs, and can run tasks',
  ],
  interpreters: [
    [
      '**/{sitecustomize.py,usercustomize.py,*.pth,.Rprofile,.irbrc,.pryrc,.iex.exs,.ghci,.gdbinit,.lldbinit}',
      '**/{.ocamlinit,.proverc,.erlang,ansible.cfg,.terraformrc,.direnvrc}',
      '**/{.pythonrc,.psqlrc,.sqliterc,.tmux.conf,.screenrc,.pdbrc,.pdbrc.py,.perldb,.byebugrc,.octaverc}',
      '**/{.Renviron,.RData,config.nims}',
      '**/{jupyter_config,jupyter_notebook_config,jupyter_server_config,jupyter_lab_config}.{py,json}',
      '**/.{bash_profile,bash_login,bash_logout,bashrc,profile,zshenv,zprofile,zshrc,zlogin,zlogout,kshrc,cshrc,tcshrc}',
    ],
    byTool,
  ],
  linters: [
    [
      '**/.{eslintrc,prettierrc,stylelintrc,babelrc}.{js,cjs,mjs,ts}',
      '**/{eslint,prettier,stylelint,tailwind,svelte}.config.{js,cjs,mjs,ts,cts,mts}',
      '**/.{remarkrc,markdownlint,markdownlint-cli2,secretlintrc}.{js,cjs,mjs}',
      '**/{.pylintrc,pylintrc,.luacheckrc,.php-cs-fixer.php,.php-cs-fixer.dist.php,.formatter.exs,.credo.exs}',
      '**/{.ycm_extra_conf.py,.pnp.cjs,.pnp.loader.mjs,.php_cs,Steepfile}',
      '**/{babel,cspell}.config.{js,cjs,mjs,ts,cts,mts}',
      '**/.{textlintrc,cspell,vscode-test}*.{js,cjs,mjs}',
    ],
    byEditor,
  ],
  githubAndKin: [['**/.{github,gitea,forgejo}/{workflows,actions}/**'], inCi],
  pipelines: [
    [
      '**/{.gitlab-ci.yml,.gitlab-ci.yaml,bitrise.yml,Jenkinsfile,.travis.yml,.drone.yml,.woodpecker.yml,.woodpecker.yaml,.cirrus.yml,.cirrus.star,.drone.star,.build.yml}',
      '**/{azure-pipelines,bitbucket-pipelines,appveyor,.appveyor,buildspec,cloudbuild,codemagic,codefresh,screwdriver,amplify,appspec}.{yml,yaml}',
      '**/.{circleci,buildkite,semaphore,woodpecker,gitlab,azure-pipelines,teamcity,tekton,builds,harness,ebextensions,platform,upsun}/**',
      '**/{netlify.toml,vercel.json,render.yaml,fly.toml,wercker.yml,railway.json,railway.toml,nixpacks.toml,.platform.app.yaml}',
    ],
    inCi,
  ],
  commitHooks: [
    [
      '**/{.husky,.githooks,.git-hooks,.lefthook,.trunk}/**',
      '**/{.pre-commit-config.yaml,.overcommit.yml,.huskyrc*,.lintstagedrc*,.simple-git-hooks.*}',
      '**/{lefthook,.lefthook,lefthook-local}.{yml,yaml,toml,json}',
      '**/{lint-staged,commitlint,simple-git-hooks}.config.*',
      '**/.commitlintrc.{js,cjs,mjs,ts}',
      '**/{prek.toml,hk.pkl,captainhook.json,.captainhook.json,grumphp.yml,.arcconfig,.arclint}',
    ],
    onCommit,
  ],
  npm: [
    [
      '**/{.npmrc,.pnpmfile.cjs,.pnpmfile.mjs,pnpm-workspace.yaml,.yarnrc,.yarnrc.yml,bunfig.toml}',
      '**/.yarn/**',
    ],
    byPackages,
  ],
  otherPackageManagers: [
    [
      '**/{.cargo/config,.cargo/config.toml,pip.conf,pip.ini,.condarc,NuGet.config,.bundle/config,uv.toml}',
      '**/{.mvn,gradle/wrapper}/**',
      '**/{global.json,Directory.Build.rsp,MSBuild.rsp}',
      '**/{.bazelrc,.sbtopts,.jvmopts,.buckconfig}',
      '**/tools/bazel',
    ],
    byPackages,
  ],
  builds: [
    ['**/{build.rs,setup.py,extconf.rb,binding.gyp,Directory.{Build,Packages,Solution}.{props,targets}}'],
    onBuild,
  ],
  git: [['**/{.gitattributes,.gitmodules,.gitconfig}'], byGit],
  gitFolders: [
    ['**/{HEAD,commondir}'],
    'makes its folder a git folder, whose settings name programs that git runs in it',
  ],
  otherVersionControl: [
    ['**/{.hg,.jj,.sl,.bzr,.svn,.pijul,_darcs}/**'],
    'decides what another version control runs in its folder',
  ],
  desktops: [
    ['**/{*.desktop,autorun.inf,desktop.ini,.directory}', '**/*.{lnk,url,scf,library-ms,searchconnector-ms}'],
    'can run when the folder is opened',
  ],
  agents: [
    [
      '**/{AGENT,AGENTS,CLAUDE,GEMINI,QWEN,WARP,CRUSH}{,.local,.override}.md',
      '**/.{claude,cursor,codex,gemini,windsurf,roo,clinerules,continue,kiro,amp,opencode,junie,augment,qwen,trae,agent,agents,aiassistant,claude-plugin,amazonq,factory,goose,kilocode,tabnine,warp,zencoder}/**',
      '**/{.mcp.json,.cursorrules,.windsurfrules,.clinerules,.roorules,.goosehints,.aider*,.continuerc.json,.crush.json,crush.json,.roomodes,.rules,.augment-guidelines,opencode.json,opencode.jsonc}',
      '**/.github/{copilot-instructions.md,instructions/**,prompts/**,agents/**,chatmodes/**}',
    ],
    byAgents,
  ],
  proofloop: [['**/proofloop.config.json'], 'decides what proofloop runs, and how it judges a result'],
} as const satisfies Record<string, readonly [patterns: readonly string[], effect: string]>;

const matchers = Object.values(sensitive).map(([patterns, effect]) => ({
  matches: picomatch([...patterns], { dot: true, nocase: true }),
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
