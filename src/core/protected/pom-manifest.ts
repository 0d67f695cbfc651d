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

/** Before the end of the elements around such a part. */
function insert(text: string, part: string): string | null {
  const name = /^<([\w.-]+)>/.exec(part)?.[1] ?? '';
  const around =
    name === 'plugin'
      ? ['</plugins>', '</build>']
      : /^test\w+(Directory|Resources)$/.test(name)
        ? ['</build>']
        : ['</properties>'];
  const [place, outer] = around;
  const at = place === undefined ? -1 : text.lastIndexOf(place);
  if (at >= 0) return text.slice(0, at) + part + text.slice(at);
  const wrapped = text.lastIndexOf(outer ?? '</project>');
  const whole = name === 'plugin' ? `<plugins>${part}</plugins>` : part;
  return outer === undefined || wrapped < 0 ? null : text.slice(0, wrapped) + whole + text.slice(wrapped);
}
