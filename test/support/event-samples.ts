import { z } from 'zod';
import { type EventName, type NewEvent, payloadSchemas } from '../../src/core/events.ts';

/** Every kind of event. */
export const eventNames = Object.keys(payloadSchemas) as EventName[];

/**
 * An event of this kind in which every text that may be anything is this one, with an entry of each
 * kind in every list and record.
 */
export function sampleEvent(name: EventName, text: string): NewEvent {
  return {
    event: name,
    payload: payloadSchemas[name].parse(sampleOf(payloadSchemas[name], text)),
  } as NewEvent;
}

/** A value that fits a schema, with `text` wherever a string of any content may stand. */
function sampleOf(schema: z.core.$ZodType, text: string): unknown {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(def.shape).map(([key, field]) => [key, sampleOf(field, text)]),
      );
    case 'record':
      return { key: sampleOf(def.valueType, text) };
    case 'array':
      return kindsOf(def.element).map((kind) => sampleOf(kind, text));
    case 'string':
      return text;
    case 'number':
      return 1;
    case 'boolean':
      return true;
    case 'enum':
      return Object.values(def.entries)[0];
    case 'unknown':
      return { text };
    case 'literal':
      return def.values[0];
    case 'union':
      return sampleOf(kindsOf(schema)[0] ?? z.null(), text);
    case 'nullable':
    case 'optional':
    case 'default':
      return sampleOf(def.innerType, text);
    default:
      throw new Error(`no sample of a schema of the type ${def.type} is known here`);
  }
}

function kindsOf(schema: z.core.$ZodType): readonly z.core.$ZodType[] {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  return def.type === 'union' ? def.options : [schema];
}
