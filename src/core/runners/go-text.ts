/** A line of what `go test -json` prints: an event, or what a tool beside it has printed. */
export interface GoEvent {
  Action: string;
  Package?: string | undefined;
  Test?: string | undefined;
  Output?: string | undefined;
}

/**
 * What `go test` itself would have printed for these lines: without `-v`, only what failed tests and benchmarks have
 * printed, and the last word on each package.
 */
export function goText(lines: readonly (GoEvent | string)[], isVerbose: boolean): string {
  const failed = new Set(lines.flatMap((line) => (isFailure(line) ? [keyOf(line)] : [])));
  return lines
    .map((line) => {
      if (typeof line === 'string') return line;
      const text = line.Output ?? '';
      if (isVerbose || line.Test?.startsWith('Benchmark')) return text;
      if (line.Test === undefined) return text === 'PASS\n' ? '' : text;
      return failed.has(keyOf(line)) && !/^=== (RUN|PAUSE|CONT|NAME)\b/.test(text) ? text : '';
    })
    .join('');
}

const isFailure = (line: GoEvent | string): line is GoEvent =>
  typeof line !== 'string' && line.Action === 'fail';

const keyOf = ({ Package = '', Test = '' }: GoEvent): string => `${Package}\0${Test}`;

/**
 * How `go test` is told to give events, by what it was given: null where it is told so already, or runs no tests that it
 * could tell of.
 */
export function goTestArguments(given: readonly string[]): { args: string[]; isVerbose: boolean } | null {
  const end = given.findIndex((word) => /^--?args$/.test(word));
  const own = end === -1 ? given : given.slice(0, end);
  if (own.some((word) => /^--?(json|c|list|fuzz|n|x|h|help)(=|$)/.test(word))) return null;
  const isVerbose = own.some((word) => /^--?(test\.)?v(=true|=1|=test2json)?$/.test(word));
  // The folder to go to comes before all else.
  const [first = '', second] = given;
  const way = /^--?C$/.test(first) ? [first, second ?? ''] : /^--?C=/.test(first) ? [first] : [];
  return { args: [...way, '-json', ...given.slice(way.length)], isVerbose };
}
