import type { Role } from '../core/role.ts';
import type { Sandbox } from './sandbox.ts';
import type { View } from './view.ts';

/** What is recorded of a tool of a calling program's own, and told to the models. */
export interface OwnToolCard {
  /** Lower-case letters, digits and underscores; no name of a tool that there is. */
  name: string;
  description: string;
  /** JSON Schema of an object, as strict function tools have it. */
  parameters: Readonly<Record<string, unknown>>;
  /** Who may use it. */
  roles: readonly Role[];
}

export interface OwnTool extends OwnToolCard {
  /**
   * Does the work of one call, in the calling program's own process; `values` fits `parameters`. Resolves with what the
   * model is told. A rejection is told to the model as an error, but for that of an aborted `signal`.
   */
  run(values: unknown, place: OwnToolPlace): Promise<string>;
}

/** Where a call of such a tool is carried out. */
export interface OwnToolPlace {
  /** The role's files. What is changed in them counts as a command's changes do. */
  view: View;
  sandbox: Sandbox;
  signal: AbortSignal;
}
