import type { ValueType } from './value-types.ts';

/** Where a value can come from. */
export type SourceName = 'command line' | 'environment' | 'user' | 'repository';

export const everywhere = ['command line', 'environment', 'user'] as const;
export const repositoryToo = [...everywhere, 'repository'] as const;

/** One setting: all that is said of it is said here, and everything else follows. */
export interface Setting {
  /** `list` can be given several times: `type` is then that of one entry. */
  kind: 'value' | 'list' | 'switch';
  /** One letter of the command line, with its dash. */
  shortFlag?: string;
  /** Label of the value in help texts, with its brackets; '' for a switch. */
  argument: string;
  /** One line, without a full stop. */
  help: string;
  type: ValueType<unknown>;
  /**
   * What holds where nothing is given: a text that `type` reads, or words for a person with the value where that is always
   * the same one.
   */
  fallback: { text: string } | { words: string; value?: null | readonly [] };
  sources: readonly SourceName[];
  /** A variable of another program that is read where our own is not set. */
  foreignVariable?: string;
  /** A relative path counts from the folder that the program was started in. */
  isPath?: true;
  /** What each source names counts; else the strongest source alone. */
  addsUp?: true;
  /** Its field in the options that a log records; without one it is no part of them, or goes into one with others. */
  recordedAs?: string;
  /** The field that says where the value came from, as a person finds the place; '' for the default. */
  originRecordedAs?: string;
  /** What that field stands for in a log that is older than the field. */
  originInOlderLogs?: string;
  /** What held in a run whose log is older than the setting. */
  inOlderLogs?: unknown;
  /** It is about what a terminal shows or its user's shell does, so that a program that starts runs is not given it. */
  forTerminal?: true;
  /** A judgement of somebody else's change takes it too. */
  judges?: true;
  /** What the command line can change in a run that has begun, when it is resumed or forked. */
  afterStart: 'fixed' | 'in a fork' | 'raised' | 'anew';
}

/** Settings by their keys in a configuration file; the command line writes `maxSteps` as `--max-steps`. */
export type SettingRows = Readonly<Record<string, Setting>>;
