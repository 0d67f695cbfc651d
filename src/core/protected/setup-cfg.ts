/** Sections that only concern how the package is built; every other one may be a runner's or a checker's. */
const freeSection =
  /^(metadata|options(?!\.entry_points)|bdist\w*|build\w*|egg_info|install|sdist|wheel|files|global|bumpversion|semantic_release|versioneer)\b/;

interface Section {
  name: string;
  text: string;
}

/** The candidate's setup.cfg with the base's sections for test runners and checkers. */
export function restoreSetupCfg(base: string | null, candidate: string): string | null {
  const sections = sectionsOf(candidate);
  const baseSections = sectionsOf(base ?? '');
  // Parsers differ on whether a header may be indented.
  const indented = (text: string) => text.split('\n').filter((line) => /^\s+\[/.test(line));
  const known = new Set(indented(base ?? ''));
  if (indented(candidate).some((line) => !known.has(line))) return base;
  const protectedText = (list: readonly Section[]) =>
    list
      .filter(isProtected)
      .map(({ text }) => text.trimEnd())
      .join('\n');
  if (protectedText(sections) === protectedText(baseSections)) return candidate;
  const kept = sections.filter((section) => !isProtected(section)).map(({ text }) => text);
  const restored = baseSections.filter(isProtected).map(({ text }) => `\n${text.trimEnd()}\n`);
  return `${kept.join('').trimEnd()}\n${restored.join('')}`;
}

const isProtected = ({ name }: Section) => name !== '' && !freeSection.test(name);

/** The text cut before each header; the first piece, before any header, has the name ''. */
function sectionsOf(text: string): Section[] {
  const sections: Section[] = [{ name: '', text: '' }];
  for (const line of text.split(/(?<=\n)/)) {
    const name = /^\[([^\]]*)\]/.exec(line)?.[1];
    if (name !== undefined) sections.push({ name: name.trim(), text: '' });
    const last = sections.at(-1);
    if (last) last.text += line;
  }
  return sections;
}
