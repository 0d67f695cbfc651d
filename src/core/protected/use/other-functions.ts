import { isCalculation } from './calculations.ts';
import { definedFunctions, importedFiles } from './defined-functions.ts';
import { armsInPython, armsOf } from './result-arms.ts';

const name = /^[\s(]*([\w$]+)[\s);,]*$/;

/**
 * Says of a place in a program's text whether what is asked there decides which of two functions a name stands for: an empty
 * list where the text shows that these calculate, the files where other ones hold them, and null where neither is so.
 */
export function otherFunctions(text: string): (statement: string, at: number) => string[] | null {
  const functions = definedFunctions(text);
  const imported = importedFiles(text);
  return (statement, at) => {
    const arms = chosenArms(statement, at);
    if (arms === null) return null;
    if (isOtherFunction(arms, functions)) return [];
    const files = chosenFiles(statement, arms, imported);
    return files.length === 0 ? null : files;
  };
}

/** What a name stands for, or what is loaded, by what is asked at a place; `text` begins with its line. */
function chosenArms(text: string, at: number): string[] | null {
  const [before, after] = [text.slice(0, at), text.slice(at)];
  // A conditional of Python has its `if` behind the first value.
  if (/(?<![=!<>])=(?!=)\s*[^;{}\s][^;{}\n]*\sif\b[^;{}\n]*$/.test(before))
    return armsInPython(before, after);
  if (/\bif\b[^;{}\n]*$/.test(before)) {
    const [, set] = /^[^\n{:]*[{:)]\s*[\w$.]+\s*=(?!=)[ \t]*([^\n;}]*)/.exec(after) ?? [];
    if (set !== undefined) return [set];
    const [, taken] = /^[^\n{:]*[{:)]\s*((?:await\s+import|require)\s*\([^\n;}]*)/.exec(after) ?? [];
    return taken === undefined ? null : [taken];
  }
  const isSet =
    /(?:(?<![=!<>])=(?![=>])|\bexport\s+default\b|\b(?:require|import)\s*\(|\breturn\b|=>)[^;{}\n]*$/.test(
      before,
    );
  if (!isSet) return null;
  return armsOf(after) ?? armsInPython(before, after);
}

/** Whether one way to come to a name is a function that calculates otherwise than the other one. */
function isOtherFunction(arms: readonly string[], functions: ReadonlyMap<string, string>): boolean {
  const bodies = arms.map((arm) => {
    const called = name.exec(arm)?.[1];
    return called === undefined
      ? /=>|\bfunction\b|\blambda\b/.test(arm)
        ? arm
        : null
      : (functions.get(called) ?? null);
  });
  const found = bodies.filter((body) => body !== null);
  if (found.length === 0) return false;
  // The other one may be another file's: then this one says alone whether something is calculated.
  return isCalculation(found);
}

/** The files of the program that are chosen from, as long as none is named where a name alone stands. */
function chosenFiles(text: string, arms: readonly string[], imported: ReadonlyMap<string, string>): string[] {
  const isLoaded = /\b(?:require|import)\s*\(/.test(text.split('\n').slice(0, 3).join('\n'));
  return arms.flatMap((arm) => {
    const called = name.exec(arm)?.[1];
    const file = called === undefined ? undefined : imported.get(called);
    if (file !== undefined) return [file];
    const [, quoted] = isLoaded ? (/["'`](\.[^"'`\n$]*)["'`]/.exec(arm) ?? []) : [];
    return quoted === undefined ? [] : [quoted];
  });
}
