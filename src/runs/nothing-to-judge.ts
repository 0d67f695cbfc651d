import { UsageError } from './usage-error.ts';

/** The base is the head itself, and nothing is uncommitted. */
export class NothingToJudge extends UsageError {}
