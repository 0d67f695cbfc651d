import { optionName, variableName } from '../core/settings/setting-names.ts';
import { type SettingKey, settingKeys, settings } from '../core/settings/settings.ts';
import { repositoryConfigName } from '../core/setup-consent.ts';

/** The text of `docs/configuration.md`: what can be set, where, and what holds otherwise. */
export function configurationReference(): string {
  return `${[intro, settingsTable(), environmentText, userFileText(), repositoryFileText()].join('\n\n')}\n`;
}

const intro = `# Configuration

This page is generated from the table of settings: \`node scripts/write-configuration-reference.ts\` writes it.

A run's settings come from, the strongest first:

1. the command line
2. the environment: \`PROOFLOOP_\` and the option's name (\`--max-steps\` is \`PROOFLOOP_MAX_STEPS\`)
3. the user's own file, \`$XDG_CONFIG_HOME/proofloop/config.json\` (\`~/.config/proofloop/config.json\`)
4. the repository's file, \`${repositoryConfigName}\` in its top folder, as it stands at the base commit; it says how the
   repository is tested and can choose nothing else
5. what is detected, or the default

All mistakes are told at once, with exit code 2, and nothing is started. Numbers may be grouped (\`5_000_000\`,
\`5,000,000\`). Durations are written \`500ms\`, \`90s\`, \`30m\`, \`1h30m\` or \`2d\`; a bare number means seconds; 24 days are
the longest.

## Settings

*Given anew* says which commands can change a setting of a run that has begun; each change is recorded.`;

function settingsTable(): string {
  const rows = settingKeys.map((key) => `| ${settingCells(key).join(' | ')} |`);
  return [
    '| option | default | environment | key in files | given anew | what it does |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}

function settingCells(key: SettingKey): string[] {
  const setting = settings[key];
  const { sources, shortFlag, argument, fallback, foreignVariable, afterStart } = setting;
  const option = [...(shortFlag ? [shortFlag] : []), `--${optionName(key)}`].join(', ');
  const variables = [variableName(key), ...(foreignVariable ? [foreignVariable] : [])];
  const files = [
    ...(sources.includes('user') ? ['user'] : []),
    ...(sources.includes('repository') ? ['repository'] : []),
  ];
  return [
    sources.includes('command line') ? code(`${option} ${argument}`.trim()) : '',
    'text' in fallback ? code(fallback.text) : fallback.words,
    sources.includes('environment') ? variables.map(code).join(', else ') : '',
    files.length === 0 ? '' : `${code(key)} (${files.join(', ')})`,
    sources.includes('command line') ? anewWords[afterStart] : '',
    setting.help,
  ];
}

/** With which commands a setting can be given to a run that has begun. */
const anewWords = {
  fixed: '',
  'in a fork': '`fork`',
  raised: '`resume`, `fork`: raised',
  anew: '`resume`, `fork`',
} as const;

function code(text: string): string {
  return `\`${text}\``;
}

const environmentText = `Where a role's own model and \`--model\` are both given, the stronger source decides, and within one source the role's own.
\`--max-cost\` is refused where the price of a model is unknown: such a limit could not be held.

## Environment

An empty variable counts as not set. One that stands for a list, such as \`PROOFLOOP_VERIFY\`, has an entry on each line.

| variable | what it does |
| --- | --- |
| \`OPENAI_API_KEY\` | Key for the endpoint; required for the OpenAI API, not for another \`--base-url\`. It is never read from a file |
| \`PROOFLOOP_HOME\` | Folder of runs and their logs; else \`$XDG_STATE_HOME/proofloop\`, else \`~/.local/state/proofloop\` |

The values of \`OPENAI_API_KEY\` and of every variable whose name ends with \`_KEY\`, \`_TOKEN\`, \`_SECRET\` or \`PASSWORD\` are
replaced by \`[redacted]\` before anything reaches a model or the log, from 8 characters on, also where they are written
in another form: base64, hex and other codes of characters, URL encoding, UTF-16, backwards. The tokens in the login
files of a run's [agents](agents.md) are treated in the same way, from 16 characters on. [security.md](security.md) says
which forms are not known.`;

function userFileText(): string {
  return `## The user's file

One JSON object; keys are written as in the table or as on the command line (\`max-steps\`). An unknown key is an error.
\`prices\` adds models or replaces their prices, in USD per million tokens; without \`cacheWrite\`, writing the cache costs
as much as \`input\`. \`longContext\` is for models whose requests cost more from some length on: with more than \`above\`
input tokens all of a request's input costs \`input\` times as much, its output \`output\` times. \`asOf\` is the date of the
prices, which the summary names beside the cost. [budgets.md](budgets.md) says how the ceilings are held.
\`contextWindows\` says how many tokens a model holds, input and output together, where that is not known or not
128,000: before a conversation grows beyond it, its oldest parts are left out ([models.md](models.md)).
\`agents\` says what agents are and what of yours they get, by the names that \`--agent\` takes; what is left out is that
of the preset of this name, or nothing: \`command\` speaks the Agent Client Protocol, \`folders\` are files and folders of
your home that it gets copies of, \`environment\` names variables, \`loopback\` lists ports of this machine's loopback.

\`\`\`json
{
  "model": "gpt-6.1-terra",
  "maxCost": 25,
  "contextWindows": { "my-model": 32768 },
  "prices": {
    "my-model": {
      "input": 0.5, "cachedInput": 0.05, "cacheWrite": 0.6, "output": 2,
      "longContext": { "above": 200000, "input": 2, "output": 1.5 },
      "asOf": "2026-10"
    }
  },
  "agents": {
    "mine": {
      "command": "my-agent --acp",
      "folders": ["~/.my-agent/login.json"],
      "environment": ["MY_AGENT_KEY"],
      "loopback": [11434]
    }
  }
}
\`\`\``;
}

function repositoryFileText(): string {
  return `## The repository's file

\`\`\`json
{ "verify": ["npm test", "npm run lint"], "setup": ["npm ci"], "protect": ["golden/**"] }
\`\`\`

\`protect\` names files that count as tests beside those that are known by their names: a verdict is reached with the
base's version of them. A glob that names a folder means everything below it. What the user's file protects is
protected too.

\`setup\` and \`verify\` commands run in the folder that the run is started in. Setup commands run on a checkout of the
base with only the manifests and lock files of the change, without the install scripts of packages where the package
manager can leave them out (npm, pnpm, yarn). Only the ignored folders \`node_modules\`, \`.venv\`, \`venv\`, \`vendor\`,
\`target\` and the like are taken from there, with those that \`dependencies\` names. They are kept in \`setup\` below \`PROOFLOOP_HOME\` and used again as long as manifests,
lock files and commands stay the same.

Setup commands of your own have the network of this machine; a repository's have it without this machine's own
services and its local networks, where that can be had (\`proofloop doctor\` says so). Those of the repository's file run
only after you have said yes to exactly this text: with \`--trust-setup\`, for one run, or on a terminal, where you are asked and a yes is remembered by
the SHA-256 of the commands in \`trusted-setups\` below \`PROOFLOOP_HOME\`. Any other text is asked about anew; without a
terminal the run ends with exit code 2 before anything is started. Those of the command line, the environment and your
own file are yours, and nobody asks.

\`dependencies\` names further ignored folders that hold what the project needs to run, each by its name (\`deps\`) or its
path from the top (\`third_party/install\`): every view gets a private copy of them, as of \`node_modules\`. Only folders
that the repository ignores count.

Any other key is refused, and so is the run.`;
}
