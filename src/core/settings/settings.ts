import { agentSettings } from './agent-settings.ts';
import { containmentSettings } from './containment-settings.ts';
import { evidenceSettings } from './evidence-settings.ts';
import { limitSettings } from './limit-settings.ts';
import { modelSettings } from './model-settings.ts';
import { runSettings } from './run-settings.ts';
import type { Setting } from './setting.ts';
import type { ValueType } from './value-types.ts';

const rows = {
  ...runSettings,
  ...limitSettings,
  ...modelSettings,
  ...agentSettings,
  ...evidenceSettings,
  ...containmentSettings,
};

type Rows = typeof rows;

export type SettingKey = keyof Rows;

/** The one table of settings: command line, environment, configuration files, the recorded options and their documentation follow it. */
export const settings: { readonly [Key in SettingKey]: Setting } = rows;

export const settingKeys = Object.keys(rows) as SettingKey[];

/** The options of a command line by their camelCase names, as they were written; undefined is not given. */
export type CommandLine = Readonly<Record<string, string | readonly string[] | boolean | undefined>>;

/** The settings that may be given on a command line. */
export const commandLineKeys = settingKeys.filter((key) => settings[key].sources.includes('command line'));

/** Those of them that may be given when a run is resumed. */
export const resumableKeys = commandLineKeys.filter((key) =>
  ['anew', 'raised'].includes(settings[key].afterStart),
);

/** Those of them that may be given when a run is forked. */
export const forkableKeys = commandLineKeys.filter((key) => settings[key].afterStart !== 'fixed');

type EntryOf<Row> = Row extends { type: ValueType<infer Value, unknown> } ? Value : never;

type ValueOf<Row> = Row extends { kind: 'list' } ? EntryOf<Row>[] : EntryOf<Row>;

/** The value of each setting. */
export type SettingValues = { [Key in SettingKey]: ValueOf<Rows[Key]> };

/** The settings whose default is one value, whatever else is given. */
export type KeyWithDefault = {
  [Key in SettingKey]: Rows[Key]['fallback'] extends { text: string } | { value: unknown } ? Key : never;
}[SettingKey];

type DefaultOf<Row> = Row extends { fallback: { value: null } } ? null : ValueOf<Row>;

/** The default of a setting, read by its own type. */
export function defaultOf<Key extends KeyWithDefault>(key: Key): DefaultOf<Rows[Key]> {
  const { fallback, type }: Setting = settings[key];
  const parsed =
    'text' in fallback ? type.parse(fallback.text) : ({ ok: true, value: fallback.value } as const);
  if (!parsed.ok) throw new Error(`the default of ${key} ${parsed.problem}`);
  // Sound by the table's type: each row's value is of its own type.
  return parsed.value as DefaultOf<Rows[Key]>;
}

/** The settings that a field of a run's recorded options holds. */
export type RecordedKey = {
  [Key in KeyWithDefault]: Rows[Key] extends { recordedAs: string } ? Key : never;
}[KeyWithDefault];

export const recordedKeys = settingKeys.filter((key): key is RecordedKey => 'recordedAs' in rows[key]);

/** The fields of a run's recorded options that hold one setting each. */
export type RecordedSettings = {
  -readonly [Key in RecordedKey as Rows[Key]['recordedAs']]: ValueOf<Rows[Key]> | DefaultOf<Rows[Key]>;
} & {
  [Key in RecordedKey as Rows[Key] extends { originRecordedAs: infer Field extends string }
    ? Field
    : never]: string;
};

/** The settings that a judgement records as well. */
type JudgedKey = {
  [Key in RecordedKey]: Rows[Key] extends { judges: true } ? Key : never;
}[RecordedKey];

/** The fields of recorded options that a judgement has. */
export type JudgedField = FieldsOf<Rows[JudgedKey]> & keyof RecordedSettings;

type FieldsOf<Row> = Row extends { recordedAs: infer Field; originRecordedAs: infer Origin }
  ? Field | Origin
  : Row extends { recordedAs: infer Field }
    ? Field
    : never;

/** Those of the settings that a judgement takes on the command line. */
export const judgeKeys = settingKeys.filter(
  (key) => settings[key].judges === true && settings[key].sources.includes('command line'),
);

export const judgedFields = recordedKeys.flatMap((key) => {
  const { judges, recordedAs, originRecordedAs } = settings[key];
  return judges === true ? [recordedAs, originRecordedAs].filter((field) => field !== undefined) : [];
}) as JudgedField[];

type GivenOf<Row> = Row extends { type: ValueType<unknown, infer Given> } ? Given : never;

/** The settings that a program that starts runs may give. */
type ProgramKey = {
  [Key in SettingKey]: Rows[Key] extends { forTerminal: true }
    ? never
    : 'command line' extends Rows[Key]['sources'][number]
      ? Key
      : never;
}[SettingKey];

/** The settings as a program gives them to a new run: as the command line and a configuration file name them. */
export type ProgramSettings = {
  [Key in ProgramKey]?:
    | (Rows[Key] extends { kind: 'list' } ? readonly GivenOf<Rows[Key]>[] : GivenOf<Rows[Key]>)
    | undefined;
};

type KeyThat<Property extends string, Value> = {
  [Key in ProgramKey]: Rows[Key] extends { readonly [Name in Property]: Value } ? Key : never;
}[ProgramKey];

/** Those of them that may be given when a run is resumed. */
export type ResumeSettings = Pick<ProgramSettings, KeyThat<'afterStart', 'anew' | 'raised'>>;

/** Those of them that a judgement takes. */
export type JudgeSettings = Pick<ProgramSettings, KeyThat<'judges', true>>;

/** What a program may give of the settings that a command line takes. */
export const forPrograms = (keys: readonly SettingKey[]): SettingKey[] =>
  keys.filter((key) => settings[key].forTerminal !== true);
