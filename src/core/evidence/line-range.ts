import { z } from 'zod';

/** Lines of a file below the top, counted from 1, the last one included. */
export const lineRangeSchema = z.object({
  path: z.string(),
  from: z.number().int().positive(),
  to: z.number().int().positive(),
});

export type LineRange = z.infer<typeof lineRangeSchema>;
