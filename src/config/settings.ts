import type { RunOptions } from '../core/options.ts';
import type { ParseValue } from './parse-value.ts';
import {
  duration,
  endpointUrl,
  modelName,
  money,
  oneOf,
  onOrOff,
  someText,
  wholeNumber,
} from './parse-value.ts';

/** Model of a role for which none is named. */
export const defaultModel = 'gpt-6.1-terra';

/** The endpoint that needs a key. */
export const defaultBaseUrl = 'https://api.openai.com/v1';

/** Limit of a run that names none and whose models' prices are known. */
export const defaultMaxCostUsd = 10;

/** The value of each setting, by its key in a configuration file; the command line writes `maxSteps` as `--max-steps`. */
export interface SettingValues {
  task: string;
  taskFile: string;
  workspace: string;
  maxIterations: number;
  maxRetries: number;
  maxConsecutiveFailures: number;
  maxNoProgressIterations: number;
  maxSteps: number;
  maxTokens: number;
  maxCost: number;
  maxTime: number;
  maxWait: number;
  model: string;
  plannerModel: string;
  coderModel: string;
  testerModel: string;
  baseUrl: string;
  idleTimeout: number;
  logPath: string;
  verify: string[];
  verifyTimeout: number;
  evidence: RunOptions['evidence'];
  expect: RunOptions['expect'];
  sandbox: 'auto' | 'off';
  apply: boolean;
  json: boolean;
}

export type SettingKey = keyof SettingValues;

/** Where a value can come from. */
export type SourceName = 'command line' | 'environment' | 'user' | 'repository';

export interface Setting<Value> {
  /** `list` can be given several times: `parse` then reads one of its entries. */
  kind: 'value' | 'list' | 'switch';
  /** One letter of the command line, with its dash. */
  shortFlag?: string;
  /** Label of the value in help texts, with its brackets; '' for a switch. */
  argument: string;
  /** One line, without a full stop. */
  help: string;
  parse: ParseValue<Value extends readonly (infer Entry)[] ? Entry : Value>;
  /** What holds where nothing is given: a text that `parse` reads, or words for a person. */
  fallback: { text: string } | { words: string };
  sources: readonly SourceName[];
  /** A variable of another program that is read where our own is not set. */
  foreignVariable?: string;
}

const everywhere: readonly SourceName[] = ['command line', 'environment', 'user'];
const repositoryToo: readonly SourceName[] = [...everywhere, 'repository'];

/** The one table of settings: command line, environment, configuration files and their documentation follow it. */
export const settings: { readonly [Key in SettingKey]: Setting<SettingValues[Key]> } = {
  task: {
    kind: 'value',
    argument: '<text>',
    help: 'What is to be done',
    parse: someText('the task in words'),
    fallback: { words: 'this or `--task-file` is required' },
    sources: ['command line'],
  },
  taskFile: {
    kind: 'value',
    argument: '<file>',
    help: 'File that holds the task; `-` reads standard input',
    parse: someText('a file, or - for standard input'),
    fallback: { words: 'this or `--task` is required' },
    sources: ['command line'],
  },
  workspace: {
    kind: 'value',
    shortFlag: '-C',
    argument: '<dir>',
    help: 'Repository or plain folder to work on',
    parse: someText('a folder'),
    fallback: { words: 'the current folder' },
    sources: ['command line'],
  },
  maxIterations: {
    kind: 'value',
    argument: '<n>',
    help: 'Stop after this many iterations',
    parse: wholeNumber(1),
    fallback: { text: '8' },
    sources: everywhere,
  },
  maxRetries: {
    kind: 'value',
    argument: '<n>',
    help: 'Further tries of a role call whose answer failed',
    parse: wholeNumber(0),
    fallback: { text: '2' },
    sources: everywhere,
  },
  maxConsecutiveFailures: {
    kind: 'value',
    argument: '<n>',
    help: 'Fail after this many failed iterations in a row',
    parse: wholeNumber(1),
    fallback: { text: '3' },
    sources: everywhere,
  },
  maxNoProgressIterations: {
    kind: 'value',
    argument: '<n>',
    help: 'Stop after this many iterations in a row without progress',
    parse: wholeNumber(1),
    fallback: { text: '2' },
    sources: everywhere,
  },
  maxSteps: {
    kind: 'value',
    argument: '<n>',
    help: 'Model responses within one role call; then a last one without tools is asked for',
    parse: wholeNumber(1),
    fallback: { text: '60' },
    sources: everywhere,
  },
  maxTokens: {
    kind: 'value',
    argument: '<n>',
    help: 'Stop when the run has used this many tokens; 0 = no limit',
    parse: wholeNumber(0),
    fallback: { text: '5,000,000' },
    sources: everywhere,
  },
  maxCost: {
    kind: 'value',
    argument: '<usd>',
    help: 'Stop when the run has cost this much, in USD; needs known prices; 0 = no limit',
    parse: money,
    fallback: { words: `${defaultMaxCostUsd} where the prices of all three models are known, else no limit` },
    sources: everywhere,
  },
  maxTime: {
    kind: 'value',
    argument: '<duration>',
    help: 'Stop when the run has taken this long; 0 = no limit',
    parse: duration('zero allowed'),
    fallback: { text: '4h' },
    sources: everywhere,
  },
  maxWait: {
    kind: 'value',
    argument: '<duration>',
    help: 'Wait this long in all for an endpoint that is busy or away, beyond the retries',
    parse: duration('zero allowed'),
    fallback: { text: '10m' },
    sources: everywhere,
  },
  model: {
    kind: 'value',
    argument: '<model>',
    help: 'Model of all three roles',
    parse: modelName,
    fallback: { text: defaultModel },
    sources: everywhere,
  },
  plannerModel: {
    kind: 'value',
    argument: '<model>',
    help: 'Model of the planner',
    parse: modelName,
    fallback: { words: 'as `--model`' },
    sources: everywhere,
  },
  coderModel: {
    kind: 'value',
    argument: '<model>',
    help: 'Model of the coder',
    parse: modelName,
    fallback: { words: 'as `--model`' },
    sources: everywhere,
  },
  testerModel: {
    kind: 'value',
    argument: '<model>',
    help: 'Model of the tester',
    parse: modelName,
    fallback: { words: 'as `--model`' },
    sources: everywhere,
  },
  baseUrl: {
    kind: 'value',
    argument: '<url>',
    help: 'Endpoint that serves the Responses API',
    parse: endpointUrl,
    fallback: { text: defaultBaseUrl },
    sources: everywhere,
    foreignVariable: 'OPENAI_BASE_URL',
  },
  idleTimeout: {
    kind: 'value',
    argument: '<duration>',
    help: 'Give up a request when the endpoint has been silent for this long',
    parse: duration('above zero'),
    fallback: { text: '5m' },
    sources: ['environment', 'user'],
  },
  logPath: {
    kind: 'value',
    argument: '<file>',
    help: 'Log of the run; the file must not exist yet',
    parse: someText('a file'),
    fallback: { words: '`loop.jsonl` in the run home' },
    sources: ['command line', 'environment'],
  },
  verify: {
    kind: 'list',
    argument: '<command>',
    help: 'Command that must pass; can be given several times',
    parse: someText('a command'),
    fallback: { words: 'detected from the repository' },
    sources: repositoryToo,
  },
  verifyTimeout: {
    kind: 'value',
    argument: '<duration>',
    help: 'Time limit of each verify command',
    parse: duration('above zero'),
    fallback: { text: '30m' },
    sources: everywhere,
  },
  evidence: {
    kind: 'value',
    argument: '<level>',
    help: "What completion rests on: the tester's word (claimed) or the verify commands (verified)",
    parse: oneOf('claimed', 'verified'),
    fallback: { text: 'verified' },
    sources: everywhere,
  },
  expect: {
    kind: 'value',
    argument: '<effect>',
    help: 'What the run is to do to the code: change, no-behaviour-change or no-change',
    parse: oneOf('change', 'no-behaviour-change', 'no-change'),
    fallback: { text: 'change' },
    sources: everywhere,
  },
  sandbox: {
    kind: 'value',
    argument: '<mode>',
    help: 'auto or off; there is no sandbox yet, so auto warns and goes on without one',
    parse: oneOf('auto', 'off'),
    fallback: { text: 'auto' },
    sources: everywhere,
  },
  apply: {
    kind: 'switch',
    argument: '',
    help: 'Bring the result into your working tree when the run completes',
    parse: onOrOff,
    fallback: { text: 'off' },
    sources: everywhere,
  },
  json: {
    kind: 'switch',
    argument: '',
    help: "Print each event as the log's line on standard output",
    parse: onOrOff,
    fallback: { text: 'off' },
    sources: ['command line'],
  },
};

export const settingKeys = Object.keys(settings) as SettingKey[];

/** `maxSteps` as the command line writes it: `max-steps`. */
export function optionName(key: SettingKey): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** `maxSteps` as the environment writes it: `PROOFLOOP_MAX_STEPS`. */
export function variableName(key: SettingKey): string {
  return `PROOFLOOP_${optionName(key).replaceAll('-', '_').toUpperCase()}`;
}

/** The settings whose default is one value, whatever else is given. */
export type FixedKey = Exclude<
  SettingKey,
  | 'task'
  | 'taskFile'
  | 'workspace'
  | 'maxCost'
  | 'model'
  | 'plannerModel'
  | 'coderModel'
  | 'testerModel'
  | 'logPath'
  | 'verify'
>;

/** The default of a setting, read by its own parser. Throws where the table has no such default. */
export function fixedFallback<Key extends FixedKey>(key: Key): SettingValues[Key] {
  const setting: Setting<SettingValues[FixedKey]> = settings[key];
  const parsed = 'text' in setting.fallback ? setting.parse(setting.fallback.text) : null;
  if (!parsed?.ok) throw new Error(`the table of settings has no default value for ${key}`);
  return parsed.value as SettingValues[Key];
}
