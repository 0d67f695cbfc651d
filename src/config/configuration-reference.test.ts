import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { optionName, variableName } from '../core/settings/setting-names.ts';
import { settingKeys, settings } from '../core/settings/settings.ts';
import { configurationReference } from './configuration-reference.ts';

test.each(settingKeys)('the default of %s is one that its own parser reads', (key) => {
  const setting = settings[key];
  if ('text' in setting.fallback)
    expect(setting.type.parse(setting.fallback.text)).toMatchObject({ ok: true });
  else expect(setting.fallback.words).not.toBe('');
});

test('names follow the key', () => {
  expect(optionName('maxNoProgressIterations')).toBe('max-no-progress-iterations');
  expect(variableName('maxNoProgressIterations')).toBe('PROOFLOOP_MAX_NO_PROGRESS_ITERATIONS');
});

test('a repository may say how it is tested, and choose no other setting', () => {
  expect(settingKeys.filter((key) => settings[key].sources.includes('repository'))).toEqual([
    'verify',
    'setup',
    'protect',
    'dependencies',
  ]);
});

test('docs/configuration.md is what the table says', async () => {
  const page = await readFile(new URL('../../docs/configuration.md', import.meta.url), 'utf8');
  expect(page, 'write it again: node scripts/write-configuration-reference.ts').toBe(
    configurationReference(),
  );
});
