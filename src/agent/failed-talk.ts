import type { AgentFailure } from '../core/agent/agent-wire.ts';

/** Why a talk with an agent came to no end of its own. */
export class FailedTalk extends Error {
  readonly kind: AgentFailure;

  constructor(kind: AgentFailure, message: string) {
    super(message);
    this.name = 'FailedTalk';
    this.kind = kind;
  }
}
