import { expect, test } from 'vitest';
import type { OwnTool } from '../ports/own-tool.ts';
import { requireTools, toolCards } from './tools-of-caller.ts';

const tool = (fields: Partial<OwnTool>): OwnTool => ({
  name: 'look_up',
  description: 'Looks up.',
  parameters: { type: 'object' },
  roles: ['planner'],
  run: async () => '',
  ...fields,
});
const surroundings = (...tools: OwnTool[]) => ({
  ...{ environment: {}, userHome: '/home/u', currentFolder: '/' },
  ownPorts: { tools },
});

test('what models are told of a tool is recorded, without its work', () => {
  const { run: _run, ...card } = tool({});
  expect(toolCards(surroundings(tool({})))).toEqual([card]);
});

test.each([
  ['a name that models could not call', [tool({ name: 'Look up' })], 'no usable name'],
  ['the name of a tool that there is', [tool({ name: 'shell' })], 'a tool shell already'],
  ['the same name twice', [tool({}), tool({})], 'a tool look_up already'],
  ['an unknown role', [tool({ roles: ['reviewer' as 'tester'] })], 'names a role'],
])('%s is refused', (_name, tools, message) => {
  expect(() => toolCards(surroundings(...tools))).toThrow(message);
});

test('a run is not gone on with where a tool is missing that its models know', () => {
  const own_tools = toolCards(surroundings(tool({})));
  expect(() => requireTools({ own_tools }, surroundings(tool({})))).not.toThrow();
  expect(() => requireTools({ own_tools }, surroundings())).toThrow('look_up');
  expect(() => requireTools({ own_tools: [] }, surroundings())).not.toThrow();
});
