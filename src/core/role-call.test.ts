import { describe, expect, test } from 'vitest';
import type { Message, ModelAnswer, OutputItem } from './model/model-wire.ts';
import { readAgentAnswer, readAnswer } from './role-call.ts';

const output = { summary: 'S.', done_flag: true, tasks: [] };
const json = JSON.stringify(output);
const other = JSON.stringify({ ...output, summary: 'A draft.' });

function message(text: string, phase?: Message['phase']): Message {
  const content: Message['content'] = [{ type: 'output_text', text }];
  return { type: 'message', role: 'assistant', content, ...(phase === undefined ? {} : { phase }) };
}

const refusal: Message = {
  type: 'message',
  role: 'assistant',
  content: [{ type: 'refusal', refusal: 'I will not.' }],
};

function read(...items: OutputItem[]) {
  const answer: ModelAnswer = {
    response_id: null,
    model: null,
    status: 'completed',
    status_reason: null,
    output: items,
    usage: null,
  };
  return readAnswer('planner', answer, true);
}

describe('of several messages one is the answer', () => {
  test.each<[string, Message[]]>([
    ['the last one', [message('Let me see.'), message(json)]],
    ['one that is there twice', [message(json), message(json)]],
    ['the later one', [message(other), message(json)]],
    ['the one marked as final', [message(json, 'final_answer'), message(other, 'commentary')]],
    ['the one marked as final, before others', [message(json, 'final_answer'), message(other)]],
    ['the last one marked as final', [message(other, 'final_answer'), message(json, 'final_answer')]],
    ['the one that is no commentary', [message(json), message('Done.', 'commentary')]],
    ['commentary, where nothing else is there', [message('Hm.', 'commentary'), message(json, 'commentary')]],
    ['the last one that says something', [message(json), message('  ')]],
    ['what follows a refusal', [refusal, message(json)]],
  ])('%s', (_name, messages) => {
    expect(read(...messages)).toMatchObject({ kind: 'output', output });
  });

  test.each<[string, Message[], string]>([
    ['what is said after an answer takes its place', [message(json), message('Or not?')], 'is not JSON'],
    ['a refusal after words', [message('Let me see.'), refusal], 'the model refused: I will not.'],
    ['nothing but blanks', [message(' '), message('')], 'the response is empty'],
  ])('the control: %s', (_name, messages, error) => {
    expect(read(...messages)).toEqual({ kind: 'unusable', error: expect.stringContaining(error) });
  });
});

describe("an agent's last message", () => {
  test.each([json, `A warning of the program {1}.${json}`, `\`\`\`json\n${json}\n\`\`\``])(
    'is the JSON at its end',
    (text) => {
      expect(readAgentAnswer('planner', text)).toMatchObject({ kind: 'output', output });
    },
  );

  test.each(['', 'Done.', `${json} That is all.`, `{"a":${json}}`, '{'.repeat(100_000)])(
    'is none as %j',
    (text) => {
      expect(readAgentAnswer('planner', text).kind).toBe('unusable');
    },
  );
});
