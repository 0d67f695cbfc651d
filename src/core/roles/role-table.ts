import { z } from 'zod';
import type { FunctionTool } from '../model/model-wire.ts';
import { type Role, roleOutputSchemas } from '../role.ts';
import coderPrompt from './coder.md';
import plannerPrompt from './planner.md';
import testerPrompt from './tester.md';
import { toolsOf } from './tool-table.ts';

/** What makes a role: its prompt and its tools. What it may see and change is decided by its view. */
export interface RoleDefinition {
  prompt: string;
  tools: readonly FunctionTool[];
}

export const roleTable: Record<Role, RoleDefinition> = {
  planner: { prompt: plannerPrompt, tools: toolsOf('planner') },
  coder: { prompt: coderPrompt, tools: toolsOf('coder') },
  tester: { prompt: testerPrompt, tools: toolsOf('tester') },
};

const outputSchemas = new Map<Role, Record<string, unknown>>();

/** The JSON schema of a role's output, in the strict form that the Responses API asks for; always the same object. */
export function outputSchema(role: Role): Record<string, unknown> {
  const known = outputSchemas.get(role);
  if (known !== undefined) return known;
  const { $schema: _dialect, ...schema } = z.toJSONSchema(roleOutputSchemas[role], {
    reused: 'inline',
    // Strict schemas ask for every field, and know no defaults.
    override: ({ jsonSchema }) => {
      delete jsonSchema.default;
    },
  });
  outputSchemas.set(role, schema);
  return schema;
}
