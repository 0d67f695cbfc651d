import { resolve } from 'node:path';
import type { JudgeOptions } from '../core/judge-options.ts';
import { defaultOf, judgedFields } from '../core/settings/settings.ts';
import { plainLine } from '../views/text/plain-text.ts';
import { recordedOptions } from './choices/recorded-options.ts';
import { frozen } from './frozen.ts';
import { type LayerSources, readLayers } from './read-layers.ts';
import { sealedErrors } from './sealed-errors.ts';
import { strongest } from './sources/given-settings.ts';

/** What is known of a judgement before its repository is looked at. */
export interface JudgeConfig {
  /** As `judge_started` records them; `verify` is empty where the commands are to be detected. */
  options: Readonly<Omit<JudgeOptions, 'workspace' | 'folder' | 'log_path' | 'sandbox'>>;
  /** `auto` is decided by what works on this machine. */
  sandbox: 'auto' | 'off';
  /** Absolute; null for the place in the judgement's home. */
  logPath: string | null;
  json: boolean;
  trustSetup: boolean;
}

export type JudgeConfigResult = { ok: true; config: JudgeConfig } | { ok: false; errors: string[] };

/** The configuration of a judgement, frozen, or every reason why there is none. */
export function loadJudgeConfig(sources: LayerSources): JudgeConfigResult {
  const { currentFolder } = sources.surroundings;
  const { layers, errors: misread, failed } = readLayers(sources);
  const recorded = recordedOptions(layers, currentFolder);
  const errors = [
    ...misread,
    ...(recorded.evidence === 'claimed' ? [claimedText(strongest(layers, 'evidence')?.origin)] : []),
    ...sealedErrors(layers, failed, recorded.evidence),
  ];
  if (errors.length > 0) return { ok: false, errors: errors.map(plainLine) };
  const logPath = strongest(layers, 'logPath')?.value;
  const options = Object.fromEntries(judgedFields.map((field) => [field, recorded[field]]));
  return {
    ok: true,
    config: frozen({
      // Sound: these are the fields that a judgement has.
      options: options as JudgeConfig['options'],
      sandbox: strongest(layers, 'sandbox')?.value ?? defaultOf('sandbox'),
      logPath: logPath === undefined ? null : resolve(currentFolder, logPath),
      json: strongest(layers, 'json')?.value ?? defaultOf('json'),
      trustSetup: strongest(layers, 'trustSetup')?.value ?? defaultOf('trustSetup'),
    }),
  };
}

const claimedText = (origin: string | undefined) =>
  `${origin ?? '--evidence'} claimed measures nothing, so there is nothing to judge by: take --evidence verified or proven`;
