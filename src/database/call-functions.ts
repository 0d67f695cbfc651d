import type { DatabaseCall } from '../ports/run-place.ts';
import type { Queryable } from './database.ts';

/** Calls functions of the database, in this order, by one statement: all of them have happened, or none. */
export async function callFunctions(to: Queryable, calls: readonly DatabaseCall[]): Promise<void> {
  const values = calls.flatMap((call) => call.values);
  let given = 0;
  const words = calls.map((call) => `${call.name}(${call.values.map(() => `$${++given}`).join(', ')})`);
  await to.query(`SELECT ${words.join(', ')}`, values);
}
