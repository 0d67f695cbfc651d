import type { Canary } from '../canary.ts';
import type { CheckKind } from '../events.ts';
import type { AlterationPlan } from './alteration.ts';
import type { LineRange } from './line-range.ts';

/** What a check lays over the files of a tree before its commands run there. */
export type Overlay =
  | { kind: 'nothing' }
  /** Other expectations, and a text at the end of each of these files, which are made where they are missing. */
  | {
      kind: 'canaries';
      canaries: readonly Pick<Canary, 'path' | 'addition'>[];
      altered: AlterationPlan | null;
    }
  /** The files of a folder on disk, by its absolute path. */
  | { kind: 'sealed files'; folder: string }
  /** The same, with other expectations in them. */
  | { kind: 'altered sealed files'; folder: string; altered: AlterationPlan }
  /** These functions fail as soon as they are called. */
  | { kind: 'failing functions'; functions: readonly LineRange[] }
  /** Files of proofloop's own; comments in `lines` that tell StrykerJS to alter nothing lose their effect. */
  | { kind: 'mutants'; lines: readonly LineRange[]; files: readonly LaidFile[] };

/** A file of proofloop's own that is laid over a checkout. */
export interface LaidFile {
  path: string;
  text: string;
}

export const nothing: Overlay = { kind: 'nothing' };

/** Which overlay each check has, as far as its recorded name tells. */
export const overlayKinds: Readonly<Record<CheckKind, Overlay['kind']>> = {
  baseline: 'nothing',
  candidate: 'nothing',
  restored: 'nothing',
  undone: 'nothing',
  baseline_canary: 'canaries',
  canary: 'canaries',
  sealed: 'sealed files',
  sealed_altered: 'altered sealed files',
  mutation: 'mutants',
  repeat: 'nothing',
  failing: 'failing functions',
};
