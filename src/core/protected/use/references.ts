import { foldersOf, joinPath, nameOf } from '../path-parts.ts';

/** How one language names other files of its own program: each match's first group that is there is such a name. */
interface ReferenceForm {
  files: RegExp;
  names: RegExp;
  /** Names are separated by dots, and relative ones begin with dots. */
  isDotted?: boolean;
}

/** Read by their form alone: what stands in a comment counts too, which protects a file more and never less. */
const forms: readonly ReferenceForm[] = [
  {
    files: /\.([cm]?[jt]sx?|vue|svelte|json5?)$/,
    names:
      /(?:\bfrom|\bimport|\brequire(?:\.resolve)?\s*\(|\bimport\s*\(|\.resolve\s*\(|\bmock\s*\(|\bimportActual\s*(?:<[^()]{0,80}>)?\(|new URL\s*\()\s*["'`]([^"'`\n]+)["'`]/g,
  },
  {
    files: /\.pyi?$/,
    names: /^[ \t]*(?:from[ \t]+([.\w]+)[ \t]+import\b|import[ \t]+([\w.]+))/gm,
    isDotted: true,
  },
  { files: /\.(c|cc|cpp|cxx|h|hpp|m|mm)$/, names: /^[ \t]*#[ \t]*include[ \t]*["<]([^">\n]+)[">]/gm },
  { files: /\.(rb|rake)$/, names: /\b(?:require|require_relative|load)[ (]+["']([^"'\n]+)["']/g },
  { files: /\.php$/, names: /\b(?:require|include)(?:_once)?\b[^;"'\n]*["']([^"'\n]+)["']/g },
  { files: /\.lua$/, names: /\b(?:require|dofile|loadfile)\b[ (]*["']([^"'\n]+)["']/g, isDotted: true },
  {
    files: /\.(p[lm]|t)$/,
    names: /^[ \t]*(?:use|require)[ \t]+(?:lib[ \t]+)?["']?([\w:./]+)/gm,
    isDotted: true,
  },
  { files: /\.exs?$/, names: /\bCode\.(?:require_file|compile_file|eval_file)[ (]*"([^"\n]+)"/g },
  {
    files: /\.(sh|bash|zsh)$/,
    names: /(?:^|[;&|]|\b(?:do|then|else)\b)[ \t]*(?:\.|source)[ \t]+["']?([^"'\s;]+)/gm,
  },
  { files: /\.mk$|(^|\/)(GNU)?[Mm]akefile$/, names: /^[ \t]*-?s?include[ \t]+(\S+)/gm },
];

/** What the file at `path` names as another file of its program, as it is written. */
function namedModules(path: string, text: string): string[] {
  const form = forms.find(({ files }) => files.test(path));
  if (form === undefined) return [];
  return [...text.matchAll(form.names)].flatMap((match) => match.slice(1).find((name) => name) ?? []);
}

/** Whether the file at `path`, with this text, loads the file at `target`; both lie below the same top. */
export function loads(path: string, text: string, target: string): boolean {
  const isDotted = forms.find(({ files }) => files.test(path))?.isDotted === true;
  const stems = stemsOf(target);
  const folder = foldersOf(path).join('/');
  return (
    namedModules(path, text).some((name) => isMeant(name, { folder, isDotted, stems })) ||
    (isDotted && loadsMember(text, stems, folder))
  );
}

interface Asked {
  folder: string;
  isDotted: boolean;
  stems: readonly string[];
}

function isMeant(name: string, { folder, isDotted, stems }: Asked): boolean {
  const written = isDotted ? undotted(name) : name.replace(/^\$\{?\w+\}?\/|^\$\([^)]*\)\/|\?.*$/g, '');
  const way = /^\.\.?(\/|$)/.test(written) ? joinPath(folder, written) : null;
  if (way !== null) return stems.includes(withoutEnding(way)) || stems.includes(way);
  // A name that begins at a root that configuration names, or at one of the search path.
  const plain = withoutEnding(written.replace(/^(@|~|#)\/?|^\/+/, ''));
  if (plain === '') return false;
  // A part that is only known once it runs could be any name.
  if (/\$/.test(plain)) {
    const pieces = plain.split(/\$(?:\{\w+\}|\w+)/).map((piece) => piece.replaceAll(/[^\w/-]/g, '\\$&'));
    const pattern = new RegExp(`(?:^|/)${pieces.join('[^/]+')}$`);
    return pieces.some((piece) => /\w/.test(piece)) && stems.some((stem) => pattern.test(stem));
  }
  return stems.some((stem) => stem === plain || stem.endsWith(`/${plain}`));
}

/** `..a.b` as `../a/b`, `a::b` as `a/b`. */
function undotted(name: string): string {
  const dots = /^\.*/.exec(name)?.[0].length ?? 0;
  const rest = name.slice(dots).replaceAll('::', '/').replaceAll('.', '/');
  if (dots === 0) return rest;
  return `${dots === 1 ? './' : '../'.repeat(dots - 1)}${rest}`;
}

/** `from package import module`, where the last name is a file. */
function loadsMember(text: string, stems: readonly string[], folder: string): boolean {
  const lists = text.matchAll(/^[ \t]*from[ \t]+([.\w]+)[ \t]+import[ \t]+(\([^)]{0,4000}\)|[^\n]+)/gm);
  return [...lists].some(([, from = '', list = '']) =>
    [...list.matchAll(/\b[A-Za-z_]\w*/g)].some(([name]) =>
      isMeant(`${from}${from.endsWith('.') ? '' : '.'}${name}`, { folder, isDotted: true, stems }),
    ),
  );
}

/** The names without their ending by which a file is loaded: its own, and its folder's where it stands for that. */
function stemsOf(path: string): string[] {
  const stem = withoutEnding(path);
  return /(^|\/)(index|__init__|mod|init)$/.test(stem) ? [stem, foldersOf(path).join('/')] : [stem];
}

const withoutEnding = (path: string) =>
  path.replace(/\.(d\.)?([cm]?[jt]sx?|pyi?|vue|svelte|json|rb|php|lua|p[lm]|sh|bash|mk|h|hpp)$/, '');

/** The word that every file which loads this one has to hold, to be looked for among all files. */
export function wordOf(path: string): string {
  const [stem = ''] = nameOf(path).split('.');
  return /^(index|__init__|mod|init)$/.test(stem) ? (foldersOf(path).at(-1) ?? stem) : stem || nameOf(path);
}
