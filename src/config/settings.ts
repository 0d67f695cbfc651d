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
import type { Setting, SettingKey, SettingValues, SourceName } from './setting.ts';

/** Model of a role for which none is named. */
export const defaultModel = 'gpt-6.1-terra';

/** The endpoint that needs a key. */
export const defaultBaseUrl = 'https://api.openai.com/v1';

/** Limit of a run that names none and whose models' prices are known. */
export const defaultMaxCostUsd = 10;

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
