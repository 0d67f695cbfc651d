import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Role } from '../../src/core/role.ts';

/** One thing that the scripted agent does; see `scripted-agent.mjs`. */
export type AgentDeed = Record<string, unknown>;

/** For each role and iteration, what it does at each prompt of a session. */
export type AgentScript = { [Each in Role]?: AgentDeed[][][] } & { version?: number; login?: boolean };

const agentPath = resolve(import.meta.dirname, 'scripted-agent.mjs');

/** The command of an agent that does what the script says, which is written to `path`. */
export function agentCommand(script: AgentScript, path: string): string {
  writeFileSync(path, JSON.stringify(script), { mode: 0o644 });
  return `${process.execPath} ${agentPath} ${path}`;
}
