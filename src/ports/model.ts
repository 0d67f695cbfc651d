import type { ModelAnswer, ModelError, ModelRequest } from '../core/model/model-wire.ts';

export interface Model {
  /**
   * Sends one request, once. Resolves with the finished response or with the reason why there is none; rejects only
   * with `signal.reason` when the signal aborts.
   */
  respond(request: ModelRequest, signal: AbortSignal): Promise<ModelResult>;
}

export type ModelResult = { kind: 'answer'; answer: ModelAnswer } | { kind: 'error'; error: ModelError };
