import { everywhere, type SettingRows } from './setting.ts';
import { endpointUrl, modelName, oneOf, someText } from './value-types.ts';

/** Model of a role for which none is named. */
export const defaultModel = 'gpt-6.1-terra';

/** The endpoint that needs a key. */
export const defaultBaseUrl = 'https://api.openai.com/v1';

/** How much a model is to think before it answers; which of these a model takes differs. */
export const reasoningEfforts = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh'] as const;
export type ReasoningEffort = (typeof reasoningEfforts)[number];

/** How soon an endpoint is to answer, and for how much. */
export const serviceTiers = ['auto', 'default', 'flex', 'priority'] as const;
export type ServiceTier = (typeof serviceTiers)[number];

/** Who is asked, and how. */
export const modelSettings = {
  model: {
    kind: 'value',
    argument: '<model>',
    help: 'Model of all three roles',
    type: modelName,
    fallback: { text: defaultModel },
    sources: everywhere,
    afterStart: 'in a fork',
  },
  plannerModel: {
    kind: 'value',
    argument: '<model>',
    help: 'Model of the planner',
    type: modelName,
    fallback: { words: 'as `--model`' },
    sources: everywhere,
    afterStart: 'in a fork',
  },
  coderModel: {
    kind: 'value',
    argument: '<model>',
    help: 'Model of the coder',
    type: modelName,
    fallback: { words: 'as `--model`' },
    sources: everywhere,
    afterStart: 'in a fork',
  },
  testerModel: {
    kind: 'value',
    argument: '<model>',
    help: 'Model of the tester',
    type: modelName,
    fallback: { words: 'as `--model`' },
    sources: everywhere,
    afterStart: 'in a fork',
  },
  fallbackModel: {
    kind: 'value',
    argument: '<model>',
    help: 'Model that goes on with a role call whose own model stays unavailable',
    type: modelName,
    fallback: { words: 'none: the role call fails', value: null },
    sources: everywhere,
    recordedAs: 'fallback_model',
    inOlderLogs: null,
    afterStart: 'in a fork',
  },
  reasoning: {
    kind: 'value',
    argument: '<effort>',
    help: `How much the models think before they answer: ${reasoningEfforts.join(', ')}; not every model takes each`,
    type: oneOf(...reasoningEfforts),
    fallback: { words: "the model's own" },
    sources: everywhere,
    afterStart: 'fixed',
  },
  plannerReasoning: {
    kind: 'value',
    argument: '<effort>',
    help: 'How much the planner thinks',
    type: oneOf(...reasoningEfforts),
    fallback: { words: 'as `--reasoning`' },
    sources: everywhere,
    afterStart: 'fixed',
  },
  coderReasoning: {
    kind: 'value',
    argument: '<effort>',
    help: 'How much the coder thinks',
    type: oneOf(...reasoningEfforts),
    fallback: { words: 'as `--reasoning`' },
    sources: everywhere,
    afterStart: 'fixed',
  },
  testerReasoning: {
    kind: 'value',
    argument: '<effort>',
    help: 'How much the tester thinks',
    type: oneOf(...reasoningEfforts),
    fallback: { words: 'as `--reasoning`' },
    sources: everywhere,
    afterStart: 'fixed',
  },
  encryptedReasoning: {
    kind: 'value',
    argument: '<mode>',
    help: "Whether the endpoint gives its reasoning encrypted and gets it back within a role call: auto (OpenAI's API and its reasoning models), on or off",
    type: oneOf('auto', 'on', 'off'),
    fallback: { text: 'auto' },
    sources: everywhere,
    recordedAs: 'encrypted_reasoning',
    inOlderLogs: 'auto',
    afterStart: 'fixed',
  },
  serviceTier: {
    kind: 'value',
    argument: '<tier>',
    help: `How soon the endpoint answers, and for how much: ${serviceTiers.join(', ')}`,
    type: oneOf(...serviceTiers),
    fallback: { words: "the endpoint's own", value: null },
    sources: everywhere,
    recordedAs: 'service_tier',
    inOlderLogs: null,
    afterStart: 'fixed',
  },
  baseUrl: {
    kind: 'value',
    argument: '<url>',
    help: 'Endpoint that serves the Responses API',
    type: endpointUrl,
    fallback: { text: defaultBaseUrl },
    sources: everywhere,
    foreignVariable: 'OPENAI_BASE_URL',
    recordedAs: 'base_url',
    afterStart: 'anew',
  },
  answers: {
    kind: 'value',
    argument: '<log>',
    help: "Take the model's answers from this log, in order for each role and iteration; no request goes out",
    type: someText('the log of a run'),
    fallback: { words: 'none: the endpoint is asked', value: null },
    sources: ['command line', 'environment'],
    isPath: true,
    recordedAs: 'answers',
    afterStart: 'fixed',
  },
} as const satisfies SettingRows;
