/** One goal beside what was measured. */
export interface Line {
  name: string;
  measured: number;
  /** The most that `measured` may be; for shares the least. */
  goal: number;
  unit: 'times' | 'ms' | 'MB' | 'tokens' | 'bytes' | 'processes' | 'percent';
  /** How it came about: both sides, and how often they were measured. */
  detail: string;
}

/** A measurement that brings one line or several. */
export interface Measurement {
  /** What `--only` looks for, beside the names of the lines. */
  name: string;
  lines: readonly string[];
  measure: () => Promise<Line[]>;
}

export function isMet({ measured, goal, unit }: Line): boolean {
  return unit === 'percent' ? measured >= goal : measured <= goal;
}

export function lineText(line: Line): string {
  const bound = line.unit === 'percent' ? 'at least' : 'at most';
  const goal = `${bound} ${amount(line.goal, line.unit)}`;
  const verdict = isMet(line) ? 'met' : 'NOT MET';
  return `${line.name}\n  ${amount(line.measured, line.unit).padEnd(14)} ${goal.padEnd(20)} ${verdict.padEnd(8)} ${line.detail}`;
}

function amount(value: number, unit: Line['unit']): string {
  const places = unit === 'times' || unit === 'MB' ? 2 : unit === 'ms' ? 1 : 0;
  const figure = String(Number(value.toFixed(places)));
  if (unit === 'times') return `${figure}x`;
  return unit === 'percent' ? `${figure} %` : `${figure} ${unit}`;
}
