import type { ZodError } from 'zod';
import { type EventName, type LoggedEvent, logVersion, payloadSchemas } from '../core/events.ts';
import { isStart } from '../core/start-event.ts';

/**
 * What a line of the log turned out to be. `unparsable` is what a write that was cut off leaves behind; `wrong` is
 * JSON that can't stand at this place, with the problem as a clause for a person.
 */
export type DecodedLine =
  | { kind: 'event'; event: LoggedEvent }
  | { kind: 'unparsable' }
  | { kind: 'wrong'; problem: string };

const timestamp = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/**
 * Reads a line (without its newline) that must have this `seq` and this `prev`, whoever has written it. Never throws.
 * What stands where git's ids belong is one: git would take `--output=<file>` for an option, and `main` for a revision
 * of whatever repository the log names.
 */
export function decodeLine(line: string, seq: number, prev: string): DecodedLine {
  const decoded = decode(line, { seq, prev });
  const strange = decoded.kind === 'event' ? strangeObjectId(decoded.event.payload) : null;
  return strange === null ? decoded : wrong(`its payload.${strange} is no id of a git object`);
}

function decode(line: string, { seq, prev }: Place): DecodedLine {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { kind: 'unparsable' };
  }
  if (!isEnvelope(value)) return wrong('its keys are not ts, seq, event, payload, prev in this order');
  if (typeof value.ts !== 'string' || !timestamp.test(value.ts)) return wrong('its ts is not a time in UTC');
  if (value.seq !== seq) return wrong(`its seq is ${JSON.stringify(value.seq)} instead of ${seq}`);
  if (value.prev !== prev) return wrong('its prev is not the hash of the line before');
  if (!isEventName(value.event)) {
    return wrong(`its event ${JSON.stringify(value.event)} is ${ofAnotherVersion}`);
  }
  return decodePayload(value.event, value);
}

/** Where a line stands, and what it follows. */
type Place = { seq: number; prev: string };

type Envelope = Record<'ts' | 'seq' | 'event' | 'payload' | 'prev', unknown>;

const ofAnotherVersion = `unknown to this version of proofloop (log version ${logVersion}): use the version that recorded the run`;

function decodePayload(name: EventName, envelope: Envelope): DecodedLine {
  const parsed = payloadSchemas[name].safeParse(envelope.payload);
  if (!parsed.success) return wrong(misfit(name, parsed.error));
  const { ts, seq, prev } = envelope;
  const event = { ts, seq, event: name, payload: parsed.data, prev } as LoggedEvent;
  if (isStart(event) && event.payload.log_version > logVersion) {
    return wrong(`its log version ${event.payload.log_version} is ${ofAnotherVersion}`);
  }
  return { kind: 'event', event };
}

/** Why a payload is none of this event, as a clause for a person. */
export function misfit(name: EventName, { issues: [issue] }: ZodError): string {
  const place = ['payload', ...(issue?.path ?? [])].join('.');
  return `its ${place} does not fit the event ${name} (${issue?.message})`;
}

const objectId = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
const namesObject = /(?:^|_)(?:tree|commit)$/;

/** The first key of a payload that names a tree or a commit by something else than its id; null for none. */
function strangeObjectId(payload: object): string | null {
  for (const [key, value] of Object.entries(payload)) {
    if (typeof value === 'string' && namesObject.test(key) && !objectId.test(value)) return key;
  }
  if (!('checks' in payload) || !Array.isArray(payload.checks)) return null;
  const within = payload.checks.map(strangeObjectId).find((key) => key !== null);
  return within === undefined ? null : `checks.${within}`;
}

function isEnvelope(value: unknown): value is Envelope {
  return (
    typeof value === 'object' && value !== null && Object.keys(value).join() === 'ts,seq,event,payload,prev'
  );
}

function isEventName(name: unknown): name is EventName {
  return typeof name === 'string' && Object.hasOwn(payloadSchemas, name);
}

function wrong(problem: string): DecodedLine {
  return { kind: 'wrong', problem };
}
