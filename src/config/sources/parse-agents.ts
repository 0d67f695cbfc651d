import type { ConfiguredAgent } from '../../core/agent/agent-spec.ts';
import { isObject, unknownKey } from './config-file.ts';

const fields = ['command', 'folders', 'environment', 'loopback'] as const;

export interface AgentReading {
  agents: Readonly<Record<string, ConfiguredAgent>>;
  errors: string[];
}

/**
 * Reads `{ "<name>": { command?, folders?, environment?, loopback? } }`. An agent with a mistake is left out and told;
 * `origin` names the place.
 */
export function parseAgents(value: unknown, origin: string): AgentReading {
  if (!isObject(value)) {
    return {
      agents: {},
      errors: [`${origin} must be an object that gives each agent what it is and may have`],
    };
  }
  const readings = Object.entries(value).map(([name, agent]) => ({
    name,
    agent,
    errors: agentErrors(agent, `${JSON.stringify(name)} in ${origin}`),
  }));
  return {
    agents: Object.fromEntries(
      readings.flatMap(({ name, agent, errors }) =>
        errors.length === 0 ? [[name, withPlainPaths(agent as ConfiguredAgent)]] : [],
      ),
    ),
    errors: readings.flatMap(({ errors }) => errors),
  };
}

function agentErrors(agent: unknown, place: string): string[] {
  if (!isObject(agent)) return [`${place} must be an object with ${fields.join(', ')}`];
  const unknown = Object.keys(agent).filter((name) => !fields.some((field) => field === name));
  const { command, folders = [], environment = [], loopback = [] } = agent;
  const isCommand = command === undefined || (typeof command === 'string' && command.trim() !== '');
  return [
    ...unknown.map((name) => unknownKey(place, name, fields)),
    ...(isCommand ? [] : [`command of ${place} must be a text`]),
    ...(isListOf(folders, isHomePath)
      ? []
      : [
          `folders of ${place} must be a list of files and folders below your home, such as "~/.codex/auth.json"`,
        ]),
    ...(isListOf(environment, isVariable)
      ? []
      : [`environment of ${place} must be a list of names of variables`]),
    ...(isListOf(loopback, isPort) ? [] : [`loopback of ${place} must be a list of ports`]),
  ];
}

function isListOf(value: unknown, fits: (entry: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(fits);
}

/** A path that stays below the home, and is not all of it. */
function isHomePath(entry: unknown): boolean {
  if (typeof entry !== 'string') return false;
  const parts = plainPath(entry).split('/');
  return parts.every((part) => part !== '' && part !== '.' && part !== '..' && !part.includes('\0'));
}

function isVariable(entry: unknown): boolean {
  return typeof entry === 'string' && /^[A-Za-z_][A-Za-z0-9_]*$/.test(entry);
}

function isPort(entry: unknown): boolean {
  return Number.isSafeInteger(entry) && (entry as number) >= 1 && (entry as number) <= 65_535;
}

function withPlainPaths(agent: ConfiguredAgent): ConfiguredAgent {
  return agent.folders === undefined ? agent : { ...agent, folders: agent.folders.map(plainPath) };
}

function plainPath(path: string): string {
  return path.replace(/^~\//, '').replace(/\/$/, '');
}
