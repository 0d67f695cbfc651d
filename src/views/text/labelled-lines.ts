/** The lines under one label, which stands before the first: `verify    npm test`. */
export function labelled(label: string, labelColumns: number, lines: readonly string[]): string[] {
  return lines.map((line, index) => `${(index === 0 ? label : '').padEnd(labelColumns)}${line}`);
}

/** The first `limit` of the lines, and how many more there are. */
export function atMost(limit: number, lines: readonly string[]): string[] {
  const more = lines.length - limit;
  return more > 0 ? [...lines.slice(0, limit), `and ${more} more`] : [...lines];
}

const indent = '  ';
const labelColumns = 12;

/** Lines below a headline, with one label before the first: `  coder     $ npm test`. */
export function progressSection(label: string, lines: readonly string[]): string[] {
  return labelled(indent + label, labelColumns, lines).map((line) => line.trimEnd());
}
