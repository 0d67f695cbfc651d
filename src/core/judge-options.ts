import { z } from 'zod';
import { type RunOptions, runOptionsSchema } from './options.ts';
import {
  defaultOf,
  type JudgedField,
  judgedFields,
  type RecordedSettings,
  recordedKeys,
  settings,
} from './settings/settings.ts';

/** What a judgement was started with: the options of a run, but for all that is about models. */
export type JudgeOptions = Pick<RunOptions, JudgedField | 'workspace' | 'folder' | 'log_path' | 'sandbox'>;

const names = [...judgedFields, 'workspace', 'folder', 'log_path', 'sandbox'] as const;

/** As `judge_started` records them. */
export const judgeOptionsSchema = z.object(
  Object.fromEntries(names.map((name) => [name, runOptionsSchema.shape[name]])),
  // Sound: each field's schema is that of a run's options.
) as unknown as z.ZodType<JudgeOptions>;

/** The same as the options of a run that asks no model. */
export function runOptionsOf(options: JudgeOptions): RunOptions {
  return { ...withoutModels(), ...options };
}

function withoutModels(): Omit<RunOptions, 'workspace' | 'folder' | 'log_path' | 'sandbox'> {
  const defaults = Object.fromEntries(recordedKeys.map((key) => [settings[key].recordedAs, defaultOf(key)]));
  return {
    // Sound by the table's type: each row's default goes into the row's field.
    ...(defaults as RecordedSettings),
    max_iterations: 1,
    max_time_ms: 0,
    max_cost_usd: 0,
    models: { planner: '', coder: '', tester: '' },
    agents: { planner: null, coder: null, tester: null },
    reasoning: { planner: null, coder: null, tester: null },
    context_windows: {},
    prices: {},
    max_output_tokens: {},
    own_tools: [],
  };
}
