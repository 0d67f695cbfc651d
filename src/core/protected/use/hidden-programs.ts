/** What makes readable again what nobody can read as it stands. */
const decodes =
  /\batob\s*\(|\bBuffer\.from\s*\([^\n]*["'](?:base64(?:url)?|hex)["']|\bb64decode\b|\ba2b_\w+|\bunhexlify\b|\bfromhex\b|\b(?:gunzip|unzip|inflate|brotliDecompress)\w*\s*\(|\bzlib\.decompress\b|\bString\.fromC(?:har|ode)\w+|\bcodecs\.decode\b/;
/** What runs a text, or a file by a name that is only known then. */
const runs =
  /((?<![.\w])(?:eval|exec|compile)\s*\(|\bnew\s+Function\b|\brunIn\w*Context\s*\(|\bnew\s+vm\.Script\b|\b(?:require|import)\s*\(\s*\w+\s*\)|\b_compile\s*\()/;
/** The same of a file's text that is read for it. */
const runsFile =
  /((?<![.\w])(?:eval|exec)\s*\([^\n]*(?:\bopen\s*\(|\bread_text\b|\bread_bytes\b|\breadFile\w*\s*\())/;

/**
 * Says of a line of a program's text by what words it runs a program that nobody can have read: one that the text holds in
 * another form, or that it reads as data; null for none.
 */
export function hiddenPrograms(text: string): (line: string) => string | null {
  const isDecoded = decodes.test(text);
  return (line) => runsFile.exec(line)?.[1] ?? (isDecoded ? (runs.exec(line)?.[1] ?? null) : null);
}
