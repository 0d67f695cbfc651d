import type { TestFiles } from '../evidence/alteration.ts';

const ending = String.raw`\.(c|cc|cpp|cxx)$`;

/** Sources of test programs in C and C++ below a folder, for what runs such programs and names none of their files. */
export const cTests = (folder: string): TestFiles => ({
  path: folder,
  holds: 'folders',
  named: new RegExp(
    `(^|/)(t|tests?|check|unit[-_]?tests?)/.*${ending}|(^|/)(tests?[-_.]?[^/]*|[^/]*[-_](unit)?tests?)${ending}`,
  ),
});
