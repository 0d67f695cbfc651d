import { join } from 'node:path';
import { proofloopHome } from '../config/home-paths.ts';
import type { Surroundings } from '../config/surroundings.ts';
import type { RunOptions } from '../core/options.ts';
import type { View } from '../ports/view.ts';

/** Paths of the programs that are built beside this one. */
export const programs = {
  'apply-patch': join(import.meta.dirname, 'apply-patch.js'),
  // Node's own coverage leaves out what lies in a folder of this name, and counts whatever else a test process loads.
  'ask-for-report': join(import.meta.dirname, 'node_modules', 'ask-for-report'),
};

/** Where what is contained runs. */
export interface ContainedPlace {
  options: Pick<RunOptions, 'sandbox' | 'workspace' | 'mounts' | 'log_path'>;
  runHome: string;
  surroundings: Surroundings;
}

/** What a sandbox shows, and what it must not. */
export function shownPlaces({ options, surroundings }: ContainedPlace) {
  return {
    workspace: options.workspace,
    hidden: [proofloopHome(surroundings), options.log_path],
    mounts: options.mounts,
    userHome: surroundings.userHome,
    environment: surroundings.environment,
    programs,
  };
}

/** The folder of a view as what runs in it sees it: only bubblewrap shows files where they are not. */
export function rootIn({ options }: ContainedPlace): (view: View) => string {
  return (view) => (options.sandbox === 'bubblewrap' ? options.workspace : view.root);
}
