import { expect, test } from 'vitest';
import { sandboxText } from './fact-words.ts';

const none = { planner: null, coder: null, tester: null };

test.each([
  ['off', 'off', none, 'off: commands run as you, with your files and your network in reach'],
  ['bubblewrap', 'off', none, 'bubblewrap, no network'],
  ['bubblewrap', 'on', none, 'bubblewrap, the coder with the network'],
  [
    'bubblewrap',
    'off',
    { ...none, coder: 'codex' },
    "bubblewrap, the network for coder's agent, none for verification",
  ],
  [
    'bubblewrap',
    'on',
    { ...none, planner: 'codex', tester: 'codex' },
    "bubblewrap, the network for coder, planner's agent and tester's agent, none for verification",
  ],
] as const)('%s with --network %s', (sandbox, network, agents, text) => {
  expect(sandboxText({ sandbox, network, agents })).toBe(text);
});
