import { responseEvents, type ServerEvent } from './response-events.ts';
import {
  type Answer,
  httpError,
  type ResponseAnswer,
  type StreamAnswer,
  stream,
} from './scripted-answers.ts';
import { identityOf, type Script, type ScriptedRequest } from './scripted-endpoint.ts';

/** Makes a script behave as a server other than OpenAI's does: what it leaves out, adds, refuses and words its own way. */
export type Manners = (script: Script) => Script;

/**
 * Knows four kinds of items and refuses others. Thoughts come as a reasoning item that calls them encrypted although
 * they are plain; the stream has no usage, and its text comes without parts.
 */
export const ollama: Manners = (script) =>
  streamed(script, {
    refuse: ({ body }) => {
      const unknown = body.input.find(({ type }) => !commonItems.includes(type));
      const message = `unknown input item type: ${unknown?.type}`;
      return unknown
        ? httpError(400, { error: { message, type: 'invalid_request_error', code: null } })
        : null;
    },
    events: (events) => {
      const thoughts = { id: 'rs_1', type: 'reasoning', summary: [], encrypted_content: 'Plain thoughts.' };
      const partless = events.filter(({ type }) => !type.startsWith('response.content_part'));
      return withItem(partless, thoughts).map((event) => withFinal(event, { usage: null }));
    },
  });

/**
 * Sends reasoning text and its own kinds of events, call ids in the stream that the final response does not keep, and
 * null in fields that the API leaves out.
 */
export const vllm: Manners = (script) =>
  streamed(script, {
    refuse: ({ body }) =>
      'include' in body
        ? httpError(400, { error: { message: 'include is not supported', code: 400 } })
        : null,
    events: (events) => {
      const content = [{ type: 'reasoning_text', text: 'Let me see.' }];
      const thoughts = { id: 'rs_1', type: 'reasoning', summary: [], content, encrypted_content: null };
      const [created, ...later] = withItem(events, thoughts);
      return [
        ...(created ? [created] : []),
        { type: 'response.reasoning_part.added', item_id: 'rs_1', part: content[0] },
        { type: 'response.reasoning_text.delta', item_id: 'rs_1', delta: 'Let me see.' },
        ...later.map((event) => withFinal(withOtherCallId(event), { metadata: null, top_logprobs: null })),
      ];
    },
  });

/**
 * Does not hold a model to its schema, so that fields of its own get in now and then; sends empty metadata. Its errors
 * are bare strings: here the first request, while the model is being loaded.
 */
export const lmStudio: Manners = (script) =>
  streamed(script, {
    refuse: ({ order }) => (order === 1 ? httpError(503, { error: 'Model is loading' }) : null),
    answer: (answer, { order }) =>
      order === 2 ? withText(answer, addField) : withText(answer, (text) => ` ${text}\n`),
    events: (events) => events.map((event) => withFinal(event, { metadata: {} })),
  });

/**
 * Does not know `text.format`: JSON comes in a code fence after thoughts in the text. Responses have no ids, streams end
 * with [DONE], and errors come with the status 200, their own in the body: here at the first two requests.
 */
export const llamaCpp: Manners = (script) =>
  streamed(script, {
    refuse: ({ order }) => {
      if (order > 2) return null;
      const error = { code: 500, message: 'slot is busy', type: 'server_error' };
      return order === 1 ? httpError(200, { error }) : stream([JSON.stringify({ error })]);
    },
    answer: (answer) =>
      withText(answer, (text) => `<think>\nIs it {"done": true}?\n</think>\n\n\`\`\`json\n${text}\n\`\`\``),
    events: (events) => [
      ...events.map((event) => JSON.stringify(withFinal(event, { id: undefined, usage: undefined }))),
      '[DONE]',
    ],
  });

/**
 * A gateway before a model: keeps connections alive in every way there is, words errors of its own in mid-stream,
 * comments before it answers, and loses or renames fields on the way. Each answer comes in the next of its ways.
 */
export const gateway: Manners = (script) => {
  let answers = 0;
  return async (request) => {
    const answer = await script(request);
    if (answer.kind !== 'response') return answer;
    const way = gatewayWays[answers % gatewayWays.length];
    answers += 1;
    const events = responseEvents(answer, identityOf(request));
    return stream(way ? way(events) : events);
  };
};

type Way = (events: ServerEvent[]) => StreamAnswer['events'];

const noise = ['', 'keep-alive', 'null', '{"type": "ping"}', 'Error: upstream hiccup', '{"type": "resp'];

const gatewayWays: readonly Way[] = [
  (events) => [...noise, ...events.flatMap((event) => [event, ...noise])],
  (events) => events.map((event) => withFinal(event, { status: 'in_progress', output: [] })),
  (events) => events.map((event) => withFinal(event, { status: null, output: undefined })),
  (events) => [
    ...events.filter(({ type }) => type !== 'response.completed').map((e) => JSON.stringify(e)),
    '[DONE]',
  ],
  (events) =>
    events.map((event) => withFinal(event, { status: 'stop', output: finalOutput(event, plainItem) })),
  (events) => {
    const comment = { type: 'message', phase: 'commentary', content: 'Let me see.' };
    return events.map((event) => withFinal(event, { output: [comment, ...finalOutput(event, plainItem)] }));
  },
  (events) => {
    const twice = (event: ServerEvent) => finalOutput(event, (item) => item).flatMap((item) => [item, item]);
    const strings = { input_tokens: '100', output_tokens: '10', input_tokens_details: null };
    return events.map((event) => withFinal(event, { output: twice(event), usage: strings }));
  },
];

/** An item without what can be told from the rest of it. */
function plainItem({ call_id, role, ...item }: Record<string, unknown>): Record<string, unknown> {
  if (item.type === 'function_call')
    return { ...item, id: call_id, arguments: JSON.parse(String(item.arguments)) };
  const [part] = item.content as { text?: string }[];
  return { ...item, content: part?.text };
}

function finalOutput(
  { response }: ServerEvent,
  change: (item: Record<string, unknown>) => Record<string, unknown>,
): Record<string, unknown>[] {
  const { output = [] } = (response ?? {}) as { output?: Record<string, unknown>[] };
  return output.map(change);
}

const commonItems: readonly string[] = ['message', 'function_call', 'function_call_output'];

interface Peculiarities {
  /** What takes the place of an answer; null: the script answers. */
  refuse: (request: ScriptedRequest) => Answer | null;
  answer?: (answer: ResponseAnswer, request: ScriptedRequest) => ResponseAnswer;
  events: (events: ServerEvent[]) => StreamAnswer['events'];
}

function streamed(script: Script, { refuse, answer: change, events }: Peculiarities): Script {
  return async (request) => {
    const refused = refuse(request);
    if (refused) return refused;
    const answer = await script(request);
    if (answer.kind !== 'response') return answer;
    const changed = change ? change(answer, request) : answer;
    return stream(events(responseEvents(changed, identityOf(request))));
  };
}

function withText(answer: ResponseAnswer, change: (text: string) => string): ResponseAnswer {
  const items = answer.items.map((item) =>
    item.type === 'text' ? { ...item, text: change(item.text) } : item,
  );
  return { ...answer, items };
}

function addField(text: string): string {
  return JSON.stringify({ ...JSON.parse(text), confidence: 0.9 });
}

/** The events with one more item, before all others in the stream and in the final response. */
function withItem(events: readonly ServerEvent[], item: Record<string, unknown>): ServerEvent[] {
  const [created, ...later] = events;
  return [
    ...(created ? [created] : []),
    { type: 'response.output_item.done', output_index: 0, item },
    ...later.map((event) => {
      const { response } = event as { response?: { output?: unknown[] } };
      return event.type === 'response.completed'
        ? withFinal(event, { output: [item, ...(response?.output ?? [])] })
        : event;
    }),
  ];
}

/** The event, if it is the last one, with other fields in its response. */
function withFinal(event: ServerEvent, fields: Record<string, unknown>): ServerEvent {
  if (event.type !== 'response.completed') return event;
  return { ...event, response: { ...(event.response as object), ...fields } };
}

function withOtherCallId(event: ServerEvent): ServerEvent {
  const { item } = event as { item?: { type: string } };
  return item?.type === 'function_call'
    ? { ...event, item: { ...item, call_id: 'streamed_otherwise' } }
    : event;
}
