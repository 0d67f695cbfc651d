import { labelled } from './labelled-lines.ts';

const indent = '  ';
const labelColumns = 12;

/** Lines below a headline, with one label before the first: `  coder     $ npm test`. */
export function progressSection(label: string, lines: readonly string[]): string[] {
  return labelled(indent + label, labelColumns, lines).map((line) => line.trimEnd());
}
