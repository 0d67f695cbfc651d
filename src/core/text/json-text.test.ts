import { expect, test } from 'vitest';
import { unwrapJson } from './json-text.ts';

const json = '{"a": "```"}';

test.each([
  ['bare', json],
  ['with blanks around it', `\n  ${json}\n`],
  ['in a fence', `\`\`\`json\n${json}\n\`\`\``],
  ['in a fence without a language', `\`\`\`\n${json}\n\`\`\`\n`],
  ['in a fence with carriage returns', `\`\`\`JSON\r\n${json}\r\n\`\`\``],
  ['after thoughts', `<think>\nMaybe {"a": 1}?\n</think>\n\n${json}`],
  ['after empty thoughts', `<think></think>${json}`],
  ['in a fence after thoughts', `<thinking>Hm.</thinking>\n\`\`\`json\n${json}\n\`\`\``],
])('JSON %s is read', (_name, text) => {
  expect(JSON.parse(unwrapJson(text))).toEqual({ a: '```' });
});

test.each([
  ['words before it', `Here you are: ${json}`],
  ['words after it', `${json}\nDone.`],
  ['words before a fence', `Here:\n\`\`\`json\n${json}\n\`\`\``],
  ['words after a fence', `\`\`\`json\n${json}\n\`\`\`\nDone.`],
  ['two fences', `\`\`\`json\n${json}\n\`\`\`\n\`\`\`json\n${json}\n\`\`\``],
  ['thoughts that do not end', `<think>Hm. ${json}`],
  ['thoughts that do not begin', `Hm.</think>${json}`],
  ['thoughts twice', `<think>a</think><think>b</think>${json}`],
  ['thoughts after it', `${json}<think>Well.</think>`],
  ['a fence in another language', `\`\`\`yaml\n${json}\n\`\`\``],
])('%s are not guessed away', (_name, text) => {
  expect(() => JSON.parse(unwrapJson(text))).toThrow(SyntaxError);
});
