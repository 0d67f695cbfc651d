import { resolve } from 'node:path';
import {
  defaultOf,
  type RecordedKey,
  type RecordedSettings,
  recordedKeys,
  settings,
} from '../../core/settings/settings.ts';
import { isLess } from '../../core/settings/value-types.ts';
import { type GivenSetting, type GivenSettings, strongest } from '../sources/given-settings.ts';

/** The fields of a new run's options that hold one setting each; `layers` go from the strongest source to the weakest. */
export function recordedOptions(layers: readonly GivenSettings[], currentFolder: string): RecordedSettings {
  const fields = recordedKeys.map((key) => fieldsOf(key, inForce(layers, key), currentFolder));
  // Sound by the table's type: each row's value goes into the row's field.
  return Object.assign({}, ...fields) as RecordedSettings;
}

/** The fields of a begun run's options that the command line gives anew. */
export function changedOptions(given: GivenSettings, currentFolder: string): Partial<RecordedSettings> {
  const keys = recordedKeys.filter((key) => settings[key].afterStart !== 'fixed' && given[key] !== undefined);
  return Object.assign({}, ...keys.map((key) => fieldsOf(key, given[key], currentFolder)));
}

/** A sentence for each setting that may only be raised once a run has begun, and is given lower than it was. */
export function loweredSettings(given: GivenSettings, recorded: RecordedSettings): string[] {
  return recordedKeys.flatMap((key) => {
    const { afterStart, recordedAs, type } = settings[key];
    const anew = given[key];
    if (afterStart !== 'raised' || anew === undefined) return [];
    const before = recorded[recordedAs as keyof RecordedSettings];
    if (!isLess(anew.value, before, type)) return [];
    return [`${anew.origin} ${anew.value} is less than the ${before} that this run was started with`];
  });
}

function inForce(layers: readonly GivenSettings[], key: RecordedKey): GivenSetting<unknown> | undefined {
  const first: GivenSetting<unknown> | undefined = strongest(layers, key);
  if (first === undefined || !settings[key].addsUp) return first;
  return { ...first, value: layers.flatMap((layer) => layer[key]?.value ?? []) };
}

function fieldsOf(
  key: RecordedKey,
  given: GivenSetting<unknown> | undefined,
  currentFolder: string,
): Record<string, unknown> {
  const { recordedAs = key, originRecordedAs, isPath } = settings[key];
  const value = given === undefined ? structuredClone(defaultOf(key)) : given.value;
  return {
    [recordedAs]: isPath ? resolved(value, currentFolder) : value,
    ...(originRecordedAs === undefined ? {} : { [originRecordedAs]: given?.origin ?? '' }),
  };
}

function resolved(value: unknown, currentFolder: string): unknown {
  if (Array.isArray(value)) return value.map((path) => resolve(currentFolder, path));
  return typeof value === 'string' ? resolve(currentFolder, value) : value;
}
