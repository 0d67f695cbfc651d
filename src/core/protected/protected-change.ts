import { z } from 'zod';

/** A change of the run to something that decides how it is tested. */
export const protectedChangeSchema = z.object({
  path: z.string(),
  kind: z.enum(['test', 'configuration', 'manifest', 'verify', 'setup', 'program']),
  change: z.enum(['added', 'modified', 'deleted']),
  /** For the kind `program`: the line that has to do with its being judged, and how, as the rest of a sentence. */
  line: z.number().optional(),
  does: z.string().optional(),
});
