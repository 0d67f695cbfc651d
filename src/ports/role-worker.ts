import type { AgentReport, AgentUpdate } from '../core/agent/agent-wire.ts';
import type { Role } from '../core/role.ts';
import type { View } from './view.ts';

/** Who does a role's work as a whole, in the place of a model that is asked step by step. */
export interface RoleWorker {
  /**
   * Does the work in a view. Resolves with what it came to when the worker and everything that it started are gone;
   * rejects only with `signal.reason` when the signal aborts, after they are gone.
   */
  work(order: WorkOrder, signal: AbortSignal): Promise<AgentReport>;
}

/** One role's work. */
export interface WorkOrder {
  /** Which agent: a name or a command. */
  agent: string;
  role: Role;
  /** What the worker sees and, but for the planner's, can change. */
  view: View;
  prompt: string;
  /** Uses of tools that it has. */
  maxSteps: number;
  /** What it is told when they are used up. */
  finish: string;
  /** How often its answer may be asked for again. */
  repairsLeft: number;
  /** Null for a last message that can be used; else why it can't. */
  objection: (answer: string) => string | null;
  /** Told what the worker says that it does, each thing once. */
  tell: (update: AgentUpdate) => void;
  /** Told why the answer is asked for again. */
  askedAgain: (error: string) => void;
}
