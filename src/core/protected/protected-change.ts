import { z } from 'zod';

/** A change of the run to something that decides how it is tested. */
export const protectedChangeSchema = z.object({
  path: z.string(),
  kind: z.enum(['test', 'configuration', 'manifest', 'verify', 'setup']),
  change: z.enum(['added', 'modified', 'deleted']),
});
