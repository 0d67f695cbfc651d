/** Of statements that no semicolon ends, too. */
export function armsOf(after: string): string[] | null {
  const [, arms] = /^[^?;{}\n]*(?:\n\s*)?\?(?![.?])([^;\n]*(?:\n\s*:[^;\n]*)?)/.exec(after) ?? [];
  if (arms === undefined) return null;
  const [one = '', ...others] = arms.split(':');
  return [one, others.join(':')];
}

/** The same of Python, where the first value stands before what decides. */
export function armsInPython(before: string, after: string): string[] | null {
  const [, first] =
    /(?:\breturn\b|\blambda\b[^:\n]*:|(?<![=!<>])=(?!=))([^\n]*)\bif\b[^\n]*$/.exec(before) ?? [];
  const [, second] = /^[^\n]*?\belse\b([^\n]*)/.exec(after) ?? [];
  return first === undefined || second === undefined ? null : [first, second];
}
