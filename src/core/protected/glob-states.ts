/** A glob as a machine: what may stand at a place of a path, and what may follow it. */
export interface GlobStates {
  states: GlobState[];
  start: number;
  end: number;
}

export type GlobState =
  /** One character, which is no slash unless the glob has one there. */
  | { kind: 'one'; test: (character: string) => boolean; next: number }
  /** Goes on at each of these, without a character. */
  | { kind: 'fork'; next: number[] }
  /** Any part of a name that another machine does not match. */
  | { kind: 'not'; other: GlobStates; next: number };

/** The states of a glob. What has no end (`[a`, `{a`, `@(a`) stands for itself. */
export function globStates(glob: string): GlobStates {
  return machine((build, start) =>
    sequence({ build, glob, isInNot: false }, { from: 0, to: glob.length }, start),
  );
}

interface Builder {
  states: GlobState[];
  add: (state: GlobState) => number;
}

interface Text {
  build: Builder;
  glob: string;
  isInNot: boolean;
}

interface Range {
  from: number;
  to: number;
}

/** Builds from the end to the start, so that each state knows what comes after it. */
function machine(make: (build: Builder, end: number) => number): GlobStates {
  const states: GlobState[] = [];
  const build = { states, add: (state: GlobState) => states.push(state) - 1 };
  const end = build.add({ kind: 'fork', next: [] });
  return { states, end, start: make(build, end) };
}

const notSlash = (character: string) => character !== '/';
const isAny = () => true;

/** The parts of a piece of the glob, each before the next; gives the state that it starts in. */
function sequence(text: Text, range: Range, end: number): number {
  return partsOf(text, range).reduceRight((next, part) => part(next), end);
}

type Part = (next: number) => number;

function partsOf(text: Text, { from, to }: Range): Part[] {
  const parts: Part[] = [];
  for (let at = from; at < to; ) {
    const { part, end } = partAt(text, at, to);
    parts.push(part);
    at = end;
  }
  return parts;
}

function partAt(text: Text, at: number, to: number): { part: Part; end: number } {
  const { glob, build } = text;
  const folders = foldersAt(text, at, to);
  if (folders !== null) return folders;
  const character = glob[at] ?? '';
  const choice = choiceAt(text, at, to);
  if (choice !== null) return choice;
  if (character === '*')
    return { part: (next) => loop(build, notSlash, next), end: endOfStars(glob, at, to) };
  if (character === '?')
    return { part: (next) => build.add({ kind: 'one', test: notSlash, next }), end: at + 1 };
  const set = character === '[' && at < glob.lastIndexOf(']', to) ? characterSet(glob, at, to) : null;
  if (set !== null) return { part: (next) => build.add({ kind: 'one', test: set.test, next }), end: set.end };
  const isQuoted = character === '\\' && at + 1 < to;
  const own = String.fromCodePoint(glob.codePointAt(isQuoted ? at + 1 : at) ?? 0);
  const part: Part = (next) => build.add({ kind: 'one', test: (found) => found === own, next });
  return { part, end: at + (isQuoted ? 1 : 0) + own.length };
}

/** Any number of characters of a kind. */
function loop({ add, states }: Builder, test: (character: string) => boolean, next: number): number {
  const fork = add({ kind: 'fork', next: [next] });
  const one = add({ kind: 'one', test, next: fork });
  states[fork] = { kind: 'fork', next: [next, one] };
  return fork;
}

function endOfStars(glob: string, at: number, to: number): number {
  let end = at;
  while (end < to && glob[end] === '*' && !(glob[end + 1] === '(' && end > at)) end += 1;
  return end;
}

/** A whole pair of stars between slashes: any folders, none included; at the end, all that is there. */
function foldersAt({ glob, build }: Text, at: number, to: number): { part: Part; end: number } | null {
  const slash: GlobState = { kind: 'one', test: (character) => character === '/', next: 0 };
  const startsName = at === 0 || glob[at - 1] === '/';
  if (startsName && glob.startsWith('**/', at) && at + 3 <= to) {
    const part: Part = (next) => {
      const name = build.add({ ...slash, next });
      return build.add({ kind: 'fork', next: [next, loop(build, isAny, name)] });
    };
    return { part, end: at + 3 };
  }
  if (startsName && glob.startsWith('**', at) && at + 2 === glob.length)
    return { part: (next) => loop(build, isAny, next), end: at + 2 };
  return null;
}

/** `{a,b}`, `(a|b)`, and `@ ? + * !` before such brackets. */
function choiceAt(text: Text, at: number, to: number): { part: Part; end: number } | null {
  const { glob, build } = text;
  const sign = '@?+*!'.includes(glob[at] ?? ' ') && glob[at + 1] === '(' ? (glob[at] ?? '') : '';
  const open = at + sign.length;
  const isBrace = sign === '' && glob[open] === '{';
  if (!isBrace && glob[open] !== '(') return null;
  const found = choicesFrom(glob, open, to);
  if (found === null) return null;
  const { choices, end } = found;
  if (isBrace && choices.length === 1) {
    const steps = stepsOf(glob.slice(open + 1, end - 1));
    return steps === null ? null : { part: (next) => anyOf(build, steps, next), end };
  }
  if (sign === '!') {
    if (text.isInNot) return null;
    const other = machine((build, last) =>
      fork(
        build,
        choices.map((range) => sequence({ build, glob, isInNot: true }, range, last)),
      ),
    );
    return { part: (next) => build.add({ kind: 'not', other, next }), end };
  }
  const part: Part = (next) => {
    if (sign === '+' || sign === '*') {
      const again = build.add({ kind: 'fork', next: [] });
      const first = fork(
        build,
        choices.map((range) => sequence(text, range, again)),
      );
      build.states[again] = { kind: 'fork', next: [next, first] };
      return sign === '*' ? again : first;
    }
    const first = choices.map((range) => sequence(text, range, next));
    return fork(build, sign === '?' ? [next, ...first] : first);
  };
  return { part, end };
}

const fork = ({ add }: Builder, next: number[]): number => add({ kind: 'fork', next });

/** Where the choices of a bracket stand; null where it does not close. */
function choicesFrom(glob: string, open: number, to: number): { choices: Range[]; end: number } | null {
  const divider = glob[open] === '{' ? ',' : '|';
  const closings: string[] = [];
  const choices: Range[] = [];
  let from = open + 1;
  for (let at = open; at < to; at += 1) {
    const character = glob[at] ?? '';
    if (character === '\\') at += 1;
    else if (character === '{' || character === '(') closings.push(character === '{' ? '}' : ')');
    else if (character === closings.at(-1)) closings.pop();
    if (closings.length > mostNested) return null;
    if (closings.length === 0) return { choices: [...choices, { from, to: at }], end: at + 1 };
    if (closings.length === 1 && character === divider) {
      choices.push({ from, to: at });
      from = at + 1;
    }
  }
  return null;
}

/** Nobody nests brackets deeper. */
const mostNested = 20;
const mostSteps = 1000;

/** `1..9`, `a..f`. */
function stepsOf(text: string): string[] | null {
  const [, first = '', last = ''] = /^(-?\d{1,9}|[a-zA-Z])\.\.(-?\d{1,9}|[a-zA-Z])$/.exec(text) ?? [];
  const isNumber = /\d$/.test(first) && /\d$/.test(last);
  if (first === '' || isNumber !== /\d$/.test(first + last)) return null;
  const [one, other] = isNumber ? [Number(first), Number(last)] : [first.charCodeAt(0), last.charCodeAt(0)];
  const [low, high] = [Math.min(one, other), Math.max(one, other)];
  if (high - low >= mostSteps) return null;
  const steps = Array.from({ length: high - low + 1 }, (_, index) => low + index);
  return steps.map((step) => (isNumber ? String(step) : String.fromCharCode(step)));
}

const anyOf = (build: Builder, words: readonly string[], next: number): number =>
  fork(
    build,
    words.map((word) =>
      [...word].reduceRight(
        (after, own) => build.add({ kind: 'one', test: (found) => found === own, next: after }),
        next,
      ),
    ),
  );

/** `[abc]`, `[a-z]`, `[!a]`, `[^a]`; null where it does not close. */
function characterSet(
  glob: string,
  open: number,
  to: number,
): { test: (character: string) => boolean; end: number } | null {
  const isNot = glob[open + 1] === '!' || glob[open + 1] === '^';
  const ranges: [string, string][] = [];
  const first = open + (isNot ? 2 : 1);
  for (let at = first; at < to; ) {
    if (glob[at] === ']' && at > first) {
      const isIn = (found: string) => ranges.some(([low, high]) => found >= low && found <= high);
      return { test: (found) => found !== '/' && isIn(found) !== isNot, end: at + 1 };
    }
    const low = memberAt(glob, at);
    const isRange = glob[low.end] === '-' && glob[low.end + 1] !== ']' && low.end + 1 < to;
    const high = isRange ? memberAt(glob, low.end + 1) : low;
    ranges.push([low.character, high.character]);
    at = high.end;
  }
  return null;
}

function memberAt(glob: string, at: number): { character: string; end: number } {
  const from = glob[at] === '\\' ? at + 1 : at;
  const character = String.fromCodePoint(glob.codePointAt(from) ?? 0);
  return { character, end: from + character.length };
}
