/**
 * The values of a git configuration file by lower-case key, the last of each, as `git config --list` tells them; null
 * where a line is not of the plainest kind (quoted, commented, continued, without a value), which only git should read.
 */
export function readPlainConfig(text: string): Map<string, string> | null {
  const values = new Map<string, string>();
  let section: string | null = null;
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const [header, name, subsection] = sectionLine.exec(line) ?? [];
    if (header !== undefined && name !== undefined) {
      section = [name.toLowerCase(), ...(subsection === undefined ? [] : [subsection])].join('.');
      continue;
    }
    const [, key, value] = valueLine.exec(line) ?? [];
    if (section === null || key === undefined || value === undefined) return null;
    values.set(`${section}.${key.toLowerCase()}`, value);
  }
  return values;
}

const sectionLine = /^\[([A-Za-z0-9-]+)(?: "([^"\\\p{Cc}]*)")?\]$/u;
/** Words with one space between them: of what else there can be, git keeps some and drops some. */
const valueLine = /^[\t ]*([A-Za-z][A-Za-z0-9-]*) ?= ?([^\s"\\#;\p{Cc}]+(?: [^\s"\\#;\p{Cc}]+)*)$/u;
