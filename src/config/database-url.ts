import type { Surroundings } from './surroundings.ts';

/** The PostgreSQL database that runs are kept in besides this machine's: `PROOFLOOP_DATABASE_URL`; null for none. */
export function databaseUrl({ environment }: Surroundings): string | null {
  const url = (environment.PROOFLOOP_DATABASE_URL ?? '').trim();
  return url === '' ? null : url;
}
