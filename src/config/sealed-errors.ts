import type { RunOptions } from '../core/options.ts';
import type { SettingKey } from '../core/settings/settings.ts';
import { type GivenSettings, strongest } from './sources/given-settings.ts';

/** Sealed checks need files, commands and a level that measures; one of them alone would silently do nothing. */
export function sealedErrors(
  layers: readonly GivenSettings[],
  failed: (key: SettingKey) => boolean,
  evidence: RunOptions['evidence'],
): string[] {
  if (failed('sealed') || failed('sealedVerify')) return [];
  const sealed = strongest(layers, 'sealed');
  const commands = strongest(layers, 'sealedVerify');
  if (sealed === undefined && commands === undefined) return [];
  if (commands === undefined)
    return [`${sealed?.origin} needs a command that runs the sealed checks: --sealed-verify "<command>"`];
  if (sealed === undefined)
    return [`${commands.origin} needs the folder with the sealed checks: --sealed <dir>`];
  if (evidence === 'claimed')
    return [`${sealed.origin} has no effect at evidence level claimed: nothing is measured there`];
  return [];
}
