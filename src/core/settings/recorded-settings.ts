import { z } from 'zod';
import type { Setting } from './setting.ts';
import { type RecordedSettings, recordedKeys, settings } from './settings.ts';

type Shape = { [Field in keyof RecordedSettings]: z.ZodType<RecordedSettings[Field]> };

/** How the fields of a run's recorded options that hold one setting each are read from a log. */
export const recordedSettingsShape = Object.fromEntries(
  recordedKeys.flatMap((key) => {
    const setting = settings[key];
    const fields = [[setting.recordedAs, fieldSchema(setting)]];
    return setting.originRecordedAs === undefined
      ? fields
      : [...fields, [setting.originRecordedAs, originSchema(setting)]];
  }),
  // Sound by the table's type: the schema of a field is that of its row.
) as Shape;

function originSchema({ originInOlderLogs }: Setting): z.ZodType {
  return originInOlderLogs === undefined ? z.string() : z.string().default(originInOlderLogs);
}

function fieldSchema({ kind, type, fallback, inOlderLogs }: Setting): z.ZodType {
  const whole = kind === 'list' ? z.array(type.schema) : type.schema;
  const schema = 'value' in fallback && fallback.value === null ? whole.nullable() : whole;
  return inOlderLogs === undefined ? schema : schema.default(inOlderLogs);
}
