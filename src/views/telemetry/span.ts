export type Attributes = Readonly<Record<string, string | number | boolean | string[]>>;

/** A part of a run that has taken its time: what OpenTelemetry calls a span. Times in milliseconds since the epoch. */
export interface RunSpan {
  /** 32 and 16 hex digits, which follow from the run and the line that began it: told twice, it is still one span. */
  traceId: string;
  spanId: string;
  /** Null for a run. */
  parentId: string | null;
  name: string;
  /** `client`: the work was another program's. */
  kind: 'client' | 'internal';
  startMs: number;
  endMs: number;
  attributes: Attributes;
  /** Null where it went well. */
  error: { type: string; message: string | null } | null;
}

/** A span that has no end yet. */
export type OpenRunSpan = Omit<RunSpan, 'endMs' | 'error'>;
