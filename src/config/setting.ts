import type { ReasoningEffort, RunOptions, ServiceTier } from '../core/options.ts';
import type { ParseValue } from './parse-value.ts';

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
  maxOutputTokens: number;
  maxCost: number;
  maxTime: number;
  maxWait: number;
  model: string;
  plannerModel: string;
  coderModel: string;
  testerModel: string;
  fallbackModel: string;
  reasoning: ReasoningEffort;
  plannerReasoning: ReasoningEffort;
  coderReasoning: ReasoningEffort;
  testerReasoning: ReasoningEffort;
  encryptedReasoning: RunOptions['encrypted_reasoning'];
  serviceTier: ServiceTier;
  baseUrl: string;
  idleTimeout: number;
  logPath: string;
  verify: string[];
  verifyTimeout: number;
  setup: string[];
  evidence: RunOptions['evidence'];
  expect: RunOptions['expect'];
  allowChanges: string[];
  protect: string[];
  sealed: string;
  sealedVerify: string[];
  mutation: boolean;
  sign: string;
  sandbox: 'auto' | 'off';
  answers: string;
  network: RunOptions['network'];
  mount: string[];
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
