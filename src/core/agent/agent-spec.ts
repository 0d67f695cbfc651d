import { presetNames } from '../settings/agent-settings.ts';

/** What is known of an agent, and what of the user's it gets. */
export interface AgentSpec {
  /** As the options name it. */
  name: string;
  /** A command line that speaks the Agent Client Protocol on its standard input and output. */
  command: string;
  /** Files and folders of its login, as paths in the user's home. */
  folders: readonly string[];
  /** Names of variables that it gets beside those of every command. */
  environment: readonly string[];
  /** Ports of this machine's loopback that it reaches. */
  loopback: readonly number[];
  /** Ways to log in that need nobody, by the agent's own names. */
  logins: readonly string[];
}

type Preset = Omit<AgentSpec, 'name' | 'loopback'>;

/** Each with its login alone. A sandbox of its own can't be had within ours, which holds all of it: it is switched off. */
const presets: Readonly<Record<(typeof presetNames)[number], Preset>> = {
  claude: {
    command: 'claude-agent-acp',
    folders: ['.claude/.credentials.json'],
    environment: [
      'ANTHROPIC_API_KEY',
      'ANTHROPIC_AUTH_TOKEN',
      'ANTHROPIC_BASE_URL',
      'ANTHROPIC_MODEL',
      'CLAUDE_CODE_OAUTH_TOKEN',
    ],
    logins: [],
  },
  codex: {
    command: `codex-acp -c 'sandbox_mode="danger-full-access"' -c 'approval_policy="never"'`,
    folders: ['.codex/auth.json'],
    environment: ['CODEX_API_KEY', 'OPENAI_API_KEY', 'OPENAI_BASE_URL'],
    logins: ['codex-api-key', 'openai-api-key'],
  },
  gemini: {
    command: 'gemini --acp',
    folders: ['.gemini/oauth_creds.json', '.gemini/google_accounts.json', '.gemini/settings.json'],
    environment: ['GEMINI_API_KEY', 'GOOGLE_API_KEY'],
    logins: ['gemini-api-key', 'oauth-personal'],
  },
  opencode: {
    command: 'opencode acp',
    folders: ['.local/share/opencode/auth.json', '.config/opencode/opencode.json'],
    environment: [],
    logins: [],
  },
};

/** What the user's configuration says of an agent; what it leaves open is the preset's, or nothing. */
export type ConfiguredAgent = Partial<Pick<AgentSpec, 'command' | 'folders' | 'environment' | 'loopback'>>;

/** What an agent is, by its name or its command. */
export function agentSpec(name: string, configured: Readonly<Record<string, ConfiguredAgent>>): AgentSpec {
  const own = Object.hasOwn(configured, name) ? configured[name] : undefined;
  const preset = presetNames.find((known) => known === name);
  const base = preset === undefined ? { ...noLogin, command: name } : presets[preset];
  return { ...base, loopback: [], ...own, name };
}

const noLogin = { folders: [], environment: [], logins: [] };

/** The agents of a run's roles, each once. */
export function agentsInUse(agents: Readonly<Record<string, string | null>>): string[] {
  return [...new Set(Object.values(agents).filter((name) => name !== null))];
}
