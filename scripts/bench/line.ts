/** One goal beside what was measured. */
export interface Line {
  name: string;
  measured: number;
  /** The most that `measured` may be; for `percent` the least. */
  goal: number;
  unit: keyof typeof units;
  /** How it came about: both sides, and how often they were measured. */
  detail: string;
}

/** A measurement that brings one line or several. */
export interface Measurement {
  /** The names of its lines, which `--only` looks into. */
  lines: readonly string[];
  /** `folder` is its own, and removed only after all measurements. */
  measure: (folder: string) => Promise<Line[]>;
}

const units = {
  times: { text: 'x', places: 2 },
  ms: { text: ' ms', places: 1 },
  'ms more': { text: ' ms more', places: 1 },
  'MB more': { text: ' MB more', places: 2 },
  kB: { text: ' kB', places: 1 },
  MB: { text: ' MB', places: 1 },
  tokens: { text: ' tokens', places: 0 },
  bytes: { text: ' bytes', places: 0 },
  processes: { text: ' processes', places: 0 },
  runs: { text: ' runs', places: 0 },
  'percent at most': { text: ' %', places: 1 },
  percent: { text: ' %', places: 1 },
} as const;

export function isMet({ measured, goal, unit }: Line): boolean {
  return unit === 'percent' ? measured >= goal : measured <= goal;
}

export function lineText(line: Line): string {
  const goal = `goal ${amount(line.goal, line.unit)}`;
  const verdict = isMet(line) ? 'met' : 'NOT MET';
  return `${verdict.padEnd(8)} ${line.name}\n         ${amount(line.measured, line.unit)}, ${goal} (${line.detail})`;
}

function amount(value: number, unit: Line['unit']): string {
  const { text, places } = units[unit];
  return `${Number(value.toFixed(places))}${text}`;
}
