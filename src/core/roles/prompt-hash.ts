import { agentTexts } from '../agent/agent-prompt.ts';
import type { ModelRequest } from '../model/model-wire.ts';
import { roles } from '../role.ts';
import { sha256Hex } from '../text/sha256-hex.ts';
import { outputSchema, roleTable } from './role-table.ts';

/** SHA-256 (hex) of what the roles are told in every run: prompts, tools and output schemas. */
export function hashPrompts(): string {
  return hashOf([...roles.map((role) => [role, roleTable[role], outputSchema(role)]), agentTexts]);
}

/** SHA-256 (hex) of a request without the fields that name the run. */
export function hashRequest({
  metadata: _metadata,
  prompt_cache_key: _key,
  ...request
}: ModelRequest): string {
  return hashOf(request);
}

/** SHA-256 (hex) of what an agent is told. */
export function hashPrompt(prompt: string): string {
  return hashOf(prompt);
}

function hashOf(value: unknown): string {
  return sha256Hex(JSON.stringify(value));
}
