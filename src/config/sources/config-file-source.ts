import type { ConfiguredAgent } from '../../core/agent/agent-spec.ts';
import type { Price } from '../../core/options.ts';
import { optionName } from '../../core/settings/setting-names.ts';
import type { SettingKey } from '../../core/settings/settings.ts';
import { settingKeys, settings } from '../../core/settings/settings.ts';
import { listed } from '../../core/settings/value-types.ts';
import { type ConfigFile, parseConfigFile, unknownKey } from './config-file.ts';
import { parseSettings, type RawSetting, type SettingsReading } from './given-settings.ts';
import { parseAgents } from './parse-agents.ts';
import { parsePrices } from './parse-prices.ts';
import { parseWindows } from './parse-windows.ts';

/** The keys that a repository may choose, as `proofloop.config.json` names them. */
const repositoryKeys: readonly string[] = settingKeys.filter((key) =>
  settings[key].sources.includes('repository'),
);

/** Keys of the user's file that say something of each model or agent. */
const perModelKeys: readonly string[] = ['prices', 'contextWindows', 'agents'];

const userKeys: readonly string[] = [
  ...settingKeys.filter((key) => settings[key].sources.includes('user')),
  ...perModelKeys,
];

export interface UserReading extends SettingsReading {
  /** Prices of further models, or other prices of known ones. */
  prices: Readonly<Record<string, Price>>;
  /** What further models hold in tokens, or other windows of known ones. */
  windows: Readonly<Record<string, number>>;
  /** What agents are and may have. */
  agents: Readonly<Record<string, ConfiguredAgent>>;
}

/** Reads the user's own configuration file. */
export function readUserConfig(file: ConfigFile): UserReading {
  const parsed = parseConfigFile(file);
  if (!parsed.ok)
    return { given: {}, errors: [parsed.error], failed: [], prices: {}, windows: {}, agents: {} };
  const prices = parsed.entries.find(([name]) => name === 'prices');
  const priceReading =
    prices === undefined ? { prices: {}, errors: [] } : parsePrices(prices[1], `prices in ${file.path}`);
  const windows = parsed.entries.find(([name]) => name === 'contextWindows');
  const windowReading = parseWindows(windows?.[1] ?? {}, `contextWindows in ${file.path}`);
  const agents = parsed.entries.find(([name]) => name === 'agents');
  const agentReading = parseAgents(agents?.[1] ?? {}, `agents in ${file.path}`);
  const reading = readEntries(
    file.path,
    parsed.entries.filter((entry) => entry !== prices && entry !== windows && entry !== agents),
    userKeys,
    (key) =>
      `${file.path} can't set ${JSON.stringify(key)}: it belongs to a single run; give it on the command line`,
  );
  return {
    ...reading,
    prices: priceReading.prices,
    windows: windowReading.windows,
    agents: agentReading.agents,
    errors: [...reading.errors, ...priceReading.errors, ...windowReading.errors, ...agentReading.errors],
  };
}

/** Reads the repository's configuration file; `userPath` is the user's own, which may choose more. */
export function readRepositoryConfig(file: ConfigFile, userPath: string): SettingsReading {
  const parsed = parseConfigFile(file);
  if (!parsed.ok) return { given: {}, errors: [parsed.error], failed: [] };
  const refused = (key: string) =>
    `${file.path} may not set ${JSON.stringify(key)}: a repository says how it is tested ` +
    `(${listed(repositoryKeys, 'and')}), everything else is the user's choice; set it on the command line, ` +
    `in the environment or in ${userPath}`;
  return readEntries(file.path, parsed.entries, repositoryKeys, refused);
}

function readEntries(
  path: string,
  entries: readonly [string, unknown][],
  allowed: readonly string[],
  refused: (key: string) => string,
): SettingsReading {
  const raw: RawSetting[] = [];
  const errors: string[] = [];
  for (const [name, value] of entries) {
    const key = settingKeys.find((candidate) => candidate === name || optionName(candidate) === name);
    const origin = `${name} in ${path}`;
    if (key === undefined ? perModelKeys.includes(name) : !allowed.includes(key)) {
      errors.push(refused(key ?? name));
    } else if (key === undefined) {
      errors.push(unknownKey(path, name, allowed));
    } else if (raw.some((earlier) => earlier.key === key)) {
      errors.push(`${path} sets ${key} twice, as ${key} and as ${optionName(key)}; keep one of them`);
    } else {
      const texts = settingTexts(key, value);
      if (typeof texts === 'string') errors.push(`${origin} ${texts}`);
      else raw.push({ key, texts, origin });
    }
  }
  const reading = parseSettings(raw);
  return { ...reading, errors: [...errors, ...reading.errors] };
}

/** The texts of a JSON value for the setting's parser, or what is wrong with its type. */
function settingTexts(key: SettingKey, value: unknown): readonly string[] | string {
  if (settings[key].kind === 'switch') {
    return typeof value === 'boolean' ? [String(value)] : 'must be true or false';
  }
  if (settings[key].kind === 'list') {
    const texts = listTexts(value);
    if (texts === null) return 'must be a text or a list of texts';
    return texts.length === 0 ? 'must have at least one entry; leave the key out instead' : texts;
  }
  return typeof value === 'string' || typeof value === 'number'
    ? [String(value)]
    : 'must be a text or a number';
}

function listTexts(value: unknown): readonly string[] | null {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) && value.every((entry) => typeof entry === 'string') ? value : null;
}
