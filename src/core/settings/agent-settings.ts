import { everywhere, type SettingRows } from './setting.ts';
import { someText } from './value-types.ts';

/** Agents for which proofloop knows the command. */
export const presetNames = ['claude', 'codex', 'gemini', 'opencode'] as const;

const agent = someText(`${presetNames.join(', ')}, a name of the user's configuration, or a command`);

/** Which coding agents do the work of roles in the place of a model. */
export const agentSettings = {
  agent: {
    kind: 'value',
    argument: '<name or command>',
    help: `Coding agent that does the work of all three roles in place of a model: ${presetNames.join(', ')}, or a command that speaks the Agent Client Protocol`,
    type: agent,
    fallback: { words: 'none: a model does' },
    sources: everywhere,
    afterStart: 'in a fork',
  },
  plannerAgent: {
    kind: 'value',
    argument: '<name or command>',
    help: 'Coding agent that is the planner',
    type: agent,
    fallback: { words: 'as `--agent`' },
    sources: everywhere,
    afterStart: 'in a fork',
  },
  coderAgent: {
    kind: 'value',
    argument: '<name or command>',
    help: 'Coding agent that is the coder',
    type: agent,
    fallback: { words: 'as `--agent`' },
    sources: everywhere,
    afterStart: 'in a fork',
  },
  testerAgent: {
    kind: 'value',
    argument: '<name or command>',
    help: 'Coding agent that is the tester',
    type: agent,
    fallback: { words: 'as `--agent`' },
    sources: everywhere,
    afterStart: 'in a fork',
  },
} as const satisfies SettingRows;
