import type { Rename } from './rename.ts';

/** The dotted names that a module had and has. */
interface ModuleName {
  from: string;
  to: string;
}

/** Rewrites plain imports of renamed modules, the uses of what they bind, and the targets of patches. */
export function pythonImports(
  text: string,
  renames: readonly Rename[],
  isInBase: (path: string) => boolean,
): string {
  // A file with NULs is no source text.
  if (text.includes('\0')) return text;
  const names = renames.flatMap((rename) => moduleNames(rename, isInBase));
  // Longer names first: a package and its modules may be renamed together.
  const ordered = names.toSorted((a, b) => b.from.length - a.from.length);
  const { masked, strings } = maskStrings(text);
  const rewritten = ordered.reduce(rewriteCode, masked);
  return rewritten.replace(
    /(\bpatch(?:\.dict|\.multiple)?\(\s*)?\0(\d+)\0/g,
    (_, call: string | undefined, index: string) => {
      const string = strings[Number(index)] ?? '';
      return call === undefined ? string : call + patchTarget(string, ordered);
    },
  );
}

/** What the module is called, seen from the top and from each folder above it that is no package. */
function moduleNames({ from, to }: Rename, isInBase: (path: string) => boolean): ModuleName[] {
  const folders = from.split('/').slice(0, -1);
  return [...folders.keys(), folders.length].flatMap((depth) => {
    const root = folders
      .slice(0, depth)
      .map((folder) => `${folder}/`)
      .join('');
    if (!to.startsWith(root) || (depth > 0 && isInBase(`${root}__init__.py`))) return [];
    const name = { from: dotted(from.slice(root.length)), to: dotted(to.slice(root.length)) };
    return name.from === '' || name.to === '' ? [] : [name];
  });
}

const dotted = (path: string) =>
  path
    .replace(/(^|\/)__init__\.py$/, '')
    .replace(/\.py$/, '')
    .replaceAll('/', '.');

const literal = (name: string) => name.replaceAll('.', '\\s*\\.\\s*');
const lastOf = (name: string) => name.slice(name.lastIndexOf('.') + 1);
const parentOf = (name: string) => name.slice(0, Math.max(0, name.lastIndexOf('.')));

function rewriteCode(code: string, { from, to }: ModuleName): string {
  const old = literal(from);
  const startsLine = '(^[ \\t]*|;[ \\t]*)';
  const bindsItself = new RegExp(`${startsLine}import[ \\t]+${old}[ \\t]*(?=$|[;\\0\\r])`, 'm').test(code);
  let text = code
    .replace(new RegExp(`${startsLine}from([ \\t]+)${old}(?=[ \\t]+import\\b)`, 'gm'), `$1from$2${to}`)
    .replace(new RegExp(`${startsLine}import([ \\t]+)${old}(?=[ \\t]+as\\b)`, 'gm'), `$1import$2${to}`);
  if (!from.includes('.'))
    text = text.replace(
      new RegExp(`${startsLine}import([ \\t]+)${old}(?=[ \\t]*($|[;\\0\\r]))`, 'gm'),
      `$1import$2${to} as ${from}`,
    );
  else if (bindsItself) text = text.replace(new RegExp(`(?<![\\w.])${old}(?!\\w)`, 'g'), to);
  return fromParent(text, { from, to });
}

/** `from package import old`: the new module takes the old one's name. */
function fromParent(code: string, { from, to }: ModuleName): string {
  const [parent, name] = [parentOf(from), lastOf(from)];
  if (parent === '') return code;
  const statement = new RegExp(
    `(^[ \\t]*|;[ \\t]*)from[ \\t]+${literal(parent)}[ \\t]+import[ \\t]+(\\([^()\\0]*\\)|[^\\n;\\0(]+)`,
    'gm',
  );
  return code.replace(statement, (whole: string, start: string, list: string) => {
    const names = list
      .replace(/^\(|\)$/g, '')
      .split(',')
      .map((entry) => entry.trim())
      .filter((entry) => entry !== '');
    const entry = names.find((item) => nameAndAlias(item).name === name);
    if (entry === undefined) return whole;
    const bound = nameAndAlias(entry).alias ?? name;
    const others = names.filter((item) => item !== entry);
    const end = list.slice(list.trimEnd().length);
    const imported =
      parentOf(to) === ''
        ? `import ${to} as ${bound}`
        : `from ${parentOf(to)} import ${lastOf(to)} as ${bound}`;
    const rest = others.length === 0 ? '' : `from ${parent} import ${others.join(', ')}; `;
    return `${start}${rest}${imported}${list.startsWith('(') ? '' : end}`;
  });
}

/** The two words of `name as alias`. */
function nameAndAlias(entry: string): { name: string; alias: string | undefined } {
  const words = entry.split(/\s+/);
  return words[1] === 'as' ? { name: words[0] ?? '', alias: words[2] } : { name: entry, alias: undefined };
}

/** `patch("package.old.name")`. */
function patchTarget(string: string, names: readonly ModuleName[]): string {
  for (const { from, to } of names) {
    const pattern = new RegExp(`^(['"])${from.replaceAll('.', '\\.')}(?=['".])`);
    if (pattern.test(string)) return string.replace(pattern, `$1${to}`);
  }
  return string;
}

/** The text with a number between NULs for each string and comment. */
function maskStrings(text: string): { masked: string; strings: string[] } {
  const pattern =
    /#[^\n]*|("""|''')(?:\\[\s\S]|(?!\1)[\s\S])*(?:\1|$)|(["'])(?:\\[\s\S]|(?!\2)[^\\\n])*(?:\2|(?=\n)|$)/g;
  const strings: string[] = [];
  const masked = text.replace(pattern, (string) => `\0${strings.push(string) - 1}\0`);
  return { masked, strings };
}
