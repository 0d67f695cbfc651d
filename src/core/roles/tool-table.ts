import { z } from 'zod';
import type { FunctionTool } from '../model/model-wire.ts';
import type { Role } from '../role.ts';
import { patchSummary } from './patch-summary.ts';

/** What is said of a tool in one place; its work is in `tools/`. */
export interface Tool<Arguments> {
  definition: FunctionTool;
  arguments: z.ZodType<Arguments>;
  /** The roles that may use it. */
  roles: readonly Role[];
  /** A call as a person sees it: in words, and what besides is shown only where everything is asked for. */
  shown: (values: Arguments) => { text: string; detail: string | null };
}

/** What each tool is given, by its name. */
export interface ToolArguments {
  shell: { command: string; timeout_ms?: number | null | undefined };
  apply_patch: { patch: string };
  verify: Record<string, never>;
}

export type ToolName = keyof ToolArguments;

const shell: Tool<ToolArguments['shell']> = {
  definition: {
    type: 'function',
    name: 'shell',
    description:
      "Runs a command in the repository's root folder. No terminal, input or network. `/tmp` is emptied after each call.",
    parameters: {
      type: 'object',
      properties: {
        command: { type: 'string' },
        timeout_ms: { type: ['integer', 'null'], description: 'Default 120000, at most 600000.' },
      },
      required: ['command', 'timeout_ms'],
      additionalProperties: false,
    },
    strict: true,
  },
  // Some servers don't enforce strict schemas, so a missing or odd `timeout_ms` is read as the default.
  arguments: z.object({
    command: z.string().min(1),
    timeout_ms: z.number().positive().nullish().catch(null),
  }),
  roles: ['planner', 'coder', 'tester'],
  shown: ({ command }) => ({ text: `$ ${command}`, detail: null }),
};

const applyPatch: Tool<ToolArguments['apply_patch']> = {
  definition: {
    type: 'function',
    name: 'apply_patch',
    description: `Edits files. The whole patch applies, or nothing changes and the error names file and hunk. Format:
*** Begin Patch
*** Add File: path/new.txt
+each line of the new file
*** Update File: path/old.txt
*** Move to: path/renamed.txt (optional)
@@ optional line above the hunk, such as a function header
 context line
-old line
+new line
*** Delete File: path/gone.txt
*** End Patch
Paths are relative. Give about 3 lines of context.`,
    parameters: {
      type: 'object',
      properties: { patch: { type: 'string' } },
      required: ['patch'],
      additionalProperties: false,
    },
    strict: true,
  },
  arguments: z.object({ patch: z.string() }),
  roles: ['coder'],
  shown: ({ patch }) => ({ text: `patch: ${patchSummary(patch)}`, detail: patch }),
};

/** So many calls of `verify` are answered within one role call. */
export const verifyCallsMax = 5;

const verify: Tool<ToolArguments['verify']> = {
  definition: {
    type: 'function',
    name: 'verify',
    description: `The verify commands on a fresh checkout of your files; at most ${verifyCallsMax} times.`,
    parameters: { type: 'object', properties: {}, required: [], additionalProperties: false },
    strict: true,
  },
  arguments: z.unknown().transform(() => ({})),
  roles: ['coder'],
  shown: () => ({ text: 'asks what the verify commands say of its files', detail: null }),
};

/** Every tool, in the order in which a role is told of those it may use. */
export const toolTable: { [Name in ToolName]: Tool<ToolArguments[Name]> } = {
  shell,
  apply_patch: applyPatch,
  verify,
};

const names = Object.keys(toolTable) as ToolName[];

/** The tools that a role may use, as the model is told of them. */
export function toolsOf(role: Role): FunctionTool[] {
  return names.flatMap((name) => (toolTable[name].roles.includes(role) ? [toolTable[name].definition] : []));
}

/** The name of a tool that there is; null for any other. */
export function toolNamed(name: string): ToolName | null {
  return names.find((known) => known === name) ?? null;
}
