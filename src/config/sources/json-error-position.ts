const whiteSpace = /[ \t\n\r]*/y;
const string = /"(?:[^"\\\p{Cc}]|[\u007f-\u009f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/uy;
const scalar = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

type Expected = 'value' | 'value or ]' | 'name' | 'name or }' | ':' | ', or end';

/**
 * Where `text` stops being JSON, as an offset; null where it is JSON. JSON.parse itself tells the place in some of
 * its messages only.
 */
export function jsonErrorOffset(text: string): number | null {
  const open: ('{' | '[')[] = [];
  let offset = 0;
  let expected: Expected = 'value';

  const take = (pattern: RegExp): boolean => {
    pattern.lastIndex = offset;
    if (!pattern.test(text)) return false;
    offset = pattern.lastIndex;
    return true;
  };

  for (;;) {
    take(whiteSpace);
    const character = text[offset];
    if (expected === ', or end') {
      const container = open.at(-1);
      if (container === undefined) return offset === text.length ? null : offset;
      if (character === ',') expected = container === '{' ? 'name' : 'value';
      else if (character === (container === '{' ? '}' : ']')) open.pop();
      else return offset;
      offset += 1;
    } else if (expected === ':') {
      if (character !== ':') return offset;
      offset += 1;
      expected = 'value';
    } else if (
      (expected === 'name or }' && character === '}') ||
      (expected === 'value or ]' && character === ']')
    ) {
      open.pop();
      offset += 1;
      expected = ', or end';
    } else if (expected === 'name' || expected === 'name or }') {
      if (!take(string)) return offset;
      expected = ':';
    } else if (character === '{' || character === '[') {
      open.push(character);
      offset += 1;
      expected = character === '{' ? 'name or }' : 'value or ]';
    } else {
      if (!take(string) && !take(scalar)) return offset;
      expected = ', or end';
    }
  }
}

/** `line 3, column 7`, both counted from 1. */
export function lineAndColumn(text: string, offset: number): string {
  const before = text.slice(0, offset).split('\n');
  return `line ${before.length}, column ${(before.at(-1) ?? '').length + 1}`;
}
