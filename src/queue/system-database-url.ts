/**
 * The database's URL as DBOS is given it. A process that is frozen within a transaction must not hold the others up: the
 * connection is asked for that as it is opened. DBOS would ask by a statement that nobody waits for, so that the next one
 * comes while it is under way, which pg will refuse.
 */
export function systemDatabaseUrl(url: string): string {
  const given = new URL(url);
  const options = given.searchParams.get('options') ?? '';
  given.searchParams.set('options', `${options} -c idle_in_transaction_session_timeout=3000`.trim());
  return given.href;
}
