import type { SettingKey } from './settings.ts';

/** `maxSteps` as the command line writes it: `max-steps`. */
export function optionName(key: SettingKey): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** `maxSteps` as the environment writes it: `PROOFLOOP_MAX_STEPS`. */
export function variableName(key: SettingKey): string {
  return `PROOFLOOP_${optionName(key).replaceAll('-', '_').toUpperCase()}`;
}
