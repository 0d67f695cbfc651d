/** Functions of a mix.exs that say what the package is and needs, and nothing of how it is tested. */
const freeFunctions =
  /^([ \t]*)defp?[ \t]+(deps|application|package|description|docs)\b(?:\([^()\n]*\))?[ \t]+do[ \t]*\r?$/;
const version = /^[ \t]*(@version[ \t]|version:[ \t]*")/;

/**
 * The base's mix.exs with the candidate's dependencies, application and version: all else in it may choose what
 * `mix test` does. The candidate's own text where nothing else differs, or where the base has none.
 */
export function restoreMix(base: string | null, candidate: string): string {
  if (base === null) return candidate;
  const [before, after] = [partsOf(base), partsOf(candidate)];
  if (before.rest.join('\n') === after.rest.join('\n')) return candidate;
  const placed = new Set<string>();
  const lines = before.lines.flatMap(({ text, part }) => {
    const wanted = part === null ? undefined : after.parts.get(part);
    if (part === null || wanted === undefined) return [text];
    if (placed.has(part)) return [];
    placed.add(part);
    return wanted;
  });
  return lines.join('\n');
}

interface Parts {
  lines: { text: string; part: string | null }[];
  /** The lines of each free part, by its name. */
  parts: Map<string, string[]>;
  /** All other lines. */
  rest: string[];
}

function partsOf(text: string): Parts {
  const found: Parts = { lines: [], parts: new Map(), rest: [] };
  let open: { name: string; end: string } | null = null;
  for (const line of text.split('\n')) {
    const begun: Begun = open === null ? functionIn(line) : none;
    if (open === null && begun.name !== '' && !found.parts.has(begun.name))
      open = { name: begun.name, end: `${begun.indent}end` };
    const part: string | null = open?.name ?? (version.test(line) ? 'version' : null);
    found.lines.push({ text: line, part });
    const others = part === null ? found.rest : found.parts.get(part);
    if (others !== undefined) others.push(line);
    else if (part !== null) found.parts.set(part, [line]);
    if (open !== null && line.trimEnd() === open.end) open = null;
  }
  return found;
}

interface Begun {
  indent: string;
  name: string;
}

const none: Begun = { indent: '', name: '' };

function functionIn(line: string): Begun {
  const [, indent = '', name = ''] = freeFunctions.exec(line) ?? [];
  return { indent, name };
}
