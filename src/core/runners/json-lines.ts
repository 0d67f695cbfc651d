import type { z } from 'zod';

/** The values of a text with one JSON value a line. */
export interface JsonLines<Value> {
  values: Value[];
  /** Lines that are something else. */
  unreadable: number;
}

/** Reads each line on its own, so that a bad one costs no other. */
export function readJsonLines<Value>(text: string, schema: z.ZodType<Value>): JsonLines<Value> {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const values: Value[] = [];
  for (const line of lines) {
    // Whoever fills a report with something else must not be given the time that an error takes, line by line.
    const parsed = line.startsWith('{') ? schema.safeParse(parseJson(line)) : null;
    if (parsed?.success) values.push(parsed.data);
  }
  return { values, unreadable: lines.length - values.length };
}

/** Undefined for a text that is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
