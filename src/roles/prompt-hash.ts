import { hash } from 'node:crypto';
import type { ModelRequest } from '../core/model-wire.ts';
import { roles } from '../core/role.ts';
import { outputSchema, roleTable } from './role-table.ts';

/** SHA-256 (hex) of what the roles are told in every run: prompts, tools and output schemas. */
export function hashPrompts(): string {
  const parts = roles.map((role) => [role, roleTable[role], outputSchema(role)]);
  return hash('sha256', JSON.stringify(parts));
}

/** SHA-256 (hex) of a request without the fields that name the run. */
export function hashRequest({
  metadata: _metadata,
  prompt_cache_key: _key,
  ...request
}: ModelRequest): string {
  return hash('sha256', JSON.stringify(request));
}
