/** A logger for DBOS that passes on what is wrong, and nothing of its daily work. */
export function quietLogger(warn: (line: string) => void) {
  const tell = (entry: unknown) => warn(entry instanceof Error ? entry.message : String(entry));
  const ignore = () => {};
  return { info: ignore, debug: ignore, warn: tell, error: tell };
}
