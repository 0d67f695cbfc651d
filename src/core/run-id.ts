/** The one form of a run's id: the moment of its start and four hex digits, as in `20260131-235959123-7f3a`. */
const form = /^\d{8}-\d{9}-[0-9a-f]{4}$/;

/** Whether a text has the form of a run's id; anything else that a log calls one could be a path. */
export function isRunId(text: string): boolean {
  return form.test(text);
}
