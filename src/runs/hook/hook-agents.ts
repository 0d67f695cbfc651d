import { z } from 'zod';
import type { TurnAnswer } from '../../core/hook-turn.ts';

export const hookAgents = ['claude', 'codex'] as const;
export type HookAgent = (typeof hookAgents)[number];

/** What both agents tell their hooks, as far as it is used; everything else is passed over. */
export const hookEventSchema = z.looseObject({
  session_id: z.string().min(1),
  hook_event_name: z.string(),
  cwd: z.string().optional(),
});
export type HookEvent = z.infer<typeof hookEventSchema>;

/** How long the agents wait for a judgement. */
const timeoutSeconds = 3600;

/** An answer in the form that both agents read from a hook's standard output. */
export function hookOutput(answer: TurnAnswer): object {
  if (answer.kind === 'refuse') return { decision: 'block', reason: answer.reason };
  return answer.say === null ? {} : { systemMessage: answer.say };
}

/** Files of the repository that hold an agent's hooks: a session that alters them alters who judges the next one. */
export const hookSettings: Record<HookAgent, readonly string[]> = {
  claude: ['.claude/settings.json', '.claude/settings.local.json'],
  codex: ['.codex/config.toml', '.codex/hooks.json'],
};

const places: Record<HookAgent, string> = {
  claude: '~/.claude/settings.json (all projects) or .claude/settings.json (this one)',
  codex: '~/.codex/hooks.json (all projects) or .codex/hooks.json (this one)',
};

/** What a person pastes into the agent's settings, and where. */
export function settingsText(agent: HookAgent): { place: string; json: string } {
  const command = { type: 'command', command: `proofloop hook ${agent}`, timeout: timeoutSeconds };
  const hooks = { SessionStart: [{ hooks: [{ ...command, timeout: 60 }] }], Stop: [{ hooks: [command] }] };
  return { place: places[agent], json: JSON.stringify({ hooks }, null, 2) };
}
