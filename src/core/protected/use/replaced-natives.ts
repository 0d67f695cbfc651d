import { javascriptNatives } from './javascript-natives.ts';
import { pythonNatives } from './python-natives.ts';
import { replacedModules } from './replaced-modules.ts';
import { rubyNatives } from './ruby-natives.ts';

/**
 * Says of the lines of a program's text by what words one of them replaces what the language itself gives to all code; null
 * for none. A base that calls the same has not replaced it.
 */
export function nativeReplacements(text: string): (index: number) => string | null {
  const lines = text.split('\n');
  const inJavaScript = javascriptNatives(text);
  const ofNode = replacedModules(text);
  const inPython = pythonNatives(text);
  const inRuby = rubyNatives(text);
  return (index) => {
    const line = lines[index] ?? '';
    return inJavaScript(index) ?? ofNode(line) ?? inPython(line, lines[index - 1] ?? '') ?? inRuby(index);
  };
}
