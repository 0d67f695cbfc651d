import { z } from 'zod';

/** Lines of a file below the top, counted from 1, the last one included. */
export const lineRangeSchema = z.object({
  path: z.string(),
  from: z.number().int().positive(),
  to: z.number().int().positive(),
});

export type LineRange = z.infer<typeof lineRangeSchema>;

/** A changed function that gives back one and the same value, or fails, in a tree in which all else is as it was. */
const mutantSchema = lineRangeSchema.extend({ does: z.enum(['is constant', 'fails']), tree: z.string() });

export type Mutant = z.infer<typeof mutantSchema>;

/** As logs have it: whether a program does anything else, and the functions that were changed. */
export const changedCodeSchema = z.object({
  has_code: z.boolean(),
  functions: z.array(lineRangeSchema),
  mutants: z.array(mutantSchema).default([]),
});
