import { isObject } from './config-file.ts';

export interface WindowReading {
  windows: Readonly<Record<string, number>>;
  errors: string[];
}

/**
 * Reads `{ "<model>": <tokens> }`. A model with a mistake in its window is left out and told; `origin` names the place.
 */
export function parseWindows(value: unknown, origin: string): WindowReading {
  if (!isObject(value)) {
    return {
      windows: {},
      errors: [`${origin} must be an object that gives each model its window in tokens`],
    };
  }
  const entries = Object.entries(value);
  const wrong = entries.filter(([, tokens]) => !isWindow(tokens));
  return {
    windows: Object.fromEntries(entries.filter((entry): entry is [string, number] => isWindow(entry[1]))),
    errors: wrong.map(
      ([model]) => `${JSON.stringify(model)} in ${origin} must be a whole number of tokens, at least 1`,
    ),
  };
}

function isWindow(tokens: unknown): tokens is number {
  return typeof tokens === 'number' && Number.isSafeInteger(tokens) && tokens >= 1;
}
