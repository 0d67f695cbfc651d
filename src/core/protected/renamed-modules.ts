import { nameOf } from './path-parts.ts';
import { isProtectedManifest } from './protected-manifests.ts';
import { pythonImports } from './python-imports.ts';
import type { Rename } from './rename.ts';
import { isRunnerConfiguration } from './runner-configuration.ts';
import { scriptImports } from './script-imports.ts';
import { isTestPath } from './test-paths.ts';

const moduleEnding = /\.([cm]?[jt]sx?|json|vue|svelte|py)$/;

/**
 * The renames that an import in a base test may follow: of one program file to another. A renamed test, configuration
 * or manifest is none, so that nothing a test is judged by can be put in the place of something else.
 */
export function moduleRenames(renames: readonly Rename[]): Rename[] {
  const isModule = (path: string) =>
    moduleEnding.test(path) &&
    !isTestPath(path) &&
    !isRunnerConfiguration(path) &&
    !isProtectedManifest(path);
  return renames.filter(
    ({ from, to }) =>
      isModule(from) && isModule(to) && endingKind(from) === endingKind(to) && isPlain(from) && isPlain(to),
  );
}

/** A name is written into the text of a test: it must not be able to end the literal or the statement there. */
function isPlain(path: string): boolean {
  const part = path.endsWith('.py')
    ? /^[A-Za-z_\x80-\uffff][\w\x80-\uffff]*(\.py)?$/
    : /^[\w\x80-\uffff@.+~()[\] -]+$/;
  return path.split('/').every((name) => part.test(name));
}

const endingKind = (path: string) => (path.endsWith('.py') ? 'python' : 'script');

/**
 * The text of a base test in which imports of renamed modules name the new place; nothing else is changed. `isInBase`
 * says whether the base has a file.
 */
export function followRenames(
  path: string,
  text: string,
  renames: readonly Rename[],
  isInBase: (path: string) => boolean,
): string {
  const name = nameOf(path);
  if (/\.[cm]?[jt]sx?$/.test(name)) return scriptImports(path, text, renames, isInBase);
  if (name.endsWith('.py')) return pythonImports(text, renames, isInBase);
  return text;
}
