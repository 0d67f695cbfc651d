import { z } from 'zod';

/** What the page may ask of a run; each is the command of that name, with its own checks. */
const actionSchema = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('stop') }),
  z.strictObject({
    action: z.literal('resume'),
    max_iterations: z.number().int().positive().optional(),
    max_cost: z.number().positive().optional(),
    max_tokens: z.number().int().positive().optional(),
    note: z.string().min(1).max(10_000).optional(),
  }),
  z.strictObject({
    action: z.literal('fork'),
    at: z.number().int().positive(),
    note: z.string().min(1).max(10_000).optional(),
  }),
  z.strictObject({ action: z.literal('accept'), allow_changes: z.array(z.string().min(1)).min(1) }),
  z.strictObject({ action: z.literal('apply'), take: z.array(z.string().min(1)).optional() }),
]);

export type RunAction = z.infer<typeof actionSchema>;

/** The command that an action is; `goesOn` says that it works on when it has begun. */
export interface RunCommand {
  arguments: string[];
  goesOn: boolean;
}

/** The action that a request's body asks for; a sentence where it asks for none. */
export function readAction(name: string, body: unknown): RunAction | string {
  const given = typeof body === 'object' && body !== null ? body : {};
  const read = actionSchema.safeParse({ ...given, action: name });
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  return `"${name}" can't be done so: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim();
}

/**
 * The command line of an action on a run. Values are given as `--option=value`, so that none of them is read as another
 * option.
 */
export function commandOf(action: RunAction, runId: string): RunCommand {
  switch (action.action) {
    case 'stop':
      return { arguments: ['stop', runId], goesOn: false };
    case 'resume': {
      const { max_iterations, max_cost, max_tokens, note } = action;
      const options = [
        ...option('max-iterations', max_iterations),
        ...option('max-cost', max_cost),
        ...option('max-tokens', max_tokens),
        ...option('note', note),
      ];
      return { arguments: ['resume', '--json', ...options, runId], goesOn: true };
    }
    case 'fork': {
      const options = [...option('at', action.at), ...option('note', action.note)];
      return { arguments: ['fork', '--json', ...options, runId], goesOn: true };
    }
    case 'accept': {
      const allowed = action.allow_changes.flatMap((glob) => option('allow-changes', glob));
      return { arguments: ['accept', ...allowed, runId], goesOn: false };
    }
    case 'apply': {
      const taken = (action.take ?? []).flatMap((glob) => option('take', glob));
      return { arguments: ['apply', ...taken, runId], goesOn: false };
    }
  }
}

function option(name: string, value: string | number | undefined): string[] {
  return value === undefined ? [] : [`--${name}=${value}`];
}
