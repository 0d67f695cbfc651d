import { databaseUrl } from '../config/database-url.ts';
import type { Surroundings } from '../config/surroundings.ts';
import { UsageError } from '../runs/usage-error.ts';

/** The database with the queue; a UsageError where none is named. */
export function requireDatabase(surroundings: Surroundings): string {
  const url = databaseUrl(surroundings);
  if (url !== null) return url;
  throw new UsageError(
    'no database is named: give --database-url postgresql://..., or set PROOFLOOP_DATABASE_URL',
  );
}
