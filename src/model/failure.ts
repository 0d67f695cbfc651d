/** Why one request brought no response, in facts. `words` are the endpoint's or the system's own, made plain. */
export type Failure =
  /** No answer came. `code` is the system's (`ECONNREFUSED`) or node's (`HPE_INVALID_CONSTANT`); null where the request could not even be made. */
  | { kind: 'unanswered'; code: string | null; words: string }
  /** An HTTP status other than 2xx. `codes` are the `code` and `type` of the error in the body. */
  | { kind: 'status'; status: number; codes: string[]; words: string; retryAfterMs: number | null }
  /** An error that the endpoint sent in place of a response, with a status of 200. */
  | { kind: 'error_event'; codes: string[]; words: string }
  /** Nothing of an answer was received for so long; `wasKeptAlive`: something else was. */
  | { kind: 'silent'; idleTimeoutMs: number; wasKeptAlive: boolean }
  /** The answer broke off or is not one of the Responses API. `words` say in which way, as a clause. */
  | { kind: 'broken'; words: string };
