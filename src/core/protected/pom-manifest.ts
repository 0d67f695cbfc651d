import { type BuildPart, restoreParts } from './build-parts.ts';

const testElement =
  /^(testSourceDirectory|testOutputDirectory|testResources|testClassesDirectory|skipTests|skipITs|testFailureIgnore|argLine|groups|excludedGroups|maven\.test\.[\w.]+|(surefire|failsafe|junit)\.(?!version\b)[\w.]+)$/;
const testPlugin = /<artifactId>\s*maven-(surefire|failsafe|compiler|toolchains)-plugin\s*<\/artifactId>/;

/** The candidate's pom.xml with the base's settings of what runs and compiles its tests. */
export function restorePom(base: string | null, candidate: string): string {
  return base === null ? candidate : restoreParts(base, candidate, readParts, insert);
}

function readParts(text: string): BuildPart[] | null {
  const parts: BuildPart[] = [];
  const opening = /<!--|<([A-Za-z][\w.-]{0,100})>/g;
  for (let found = opening.exec(text); found !== null; found = opening.exec(text)) {
    const { index, 0: opened, 1: name } = found;
    const closing = name === undefined ? '-->' : `</${name}>`;
    const isKnown = name === undefined || name === 'plugin' || testElement.test(name);
    if (!isKnown) continue;
    const at = text.indexOf(closing, index + opened.length);
    // Then it is no XML.
    if (at < 0) return null;
    const end = at + closing.length;
    opening.lastIndex = end;
    const plugin = name === 'plugin' ? testPlugin.exec(text.slice(index, end))?.[1] : undefined;
    const slot = name === 'plugin' ? plugin : name;
    if (slot !== undefined) parts.push({ slot, start: index, end });
  }
  return parts;
}

/** Each part before the end of the element that it belongs in. */
function insert(text: string, parts: readonly string[]): string | null {
  const within = Map.groupBy(parts, elementAround);
  let inserted: string | null = text;
  for (const [element, its] of within)
    inserted = inserted === null ? null : insertInto(inserted, element, its.join(''));
  return inserted;
}

function elementAround(part: string): 'plugins' | 'build' | 'properties' {
  const name = /^<([\w.-]+)>/.exec(part)?.[1] ?? '';
  if (name === 'plugin') return 'plugins';
  return /^test\w+(Directory|Resources)$/.test(name) ? 'build' : 'properties';
}

/** Plugins get their element where a build has none. */
function insertInto(text: string, element: string, content: string): string | null {
  const at = text.lastIndexOf(`</${element}>`);
  if (at >= 0) return text.slice(0, at) + content + text.slice(at);
  if (element !== 'plugins') return null;
  return insertInto(text, 'build', `<plugins>${content}</plugins>`);
}
