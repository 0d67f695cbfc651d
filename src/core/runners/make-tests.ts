import { inFolder } from './folders.ts';
import type { Detect } from './test-runner.ts';

/** As make looks for them. */
const makefiles = ['GNUmakefile', 'makefile', 'Makefile'];
const justfiles = ['justfile', 'Justfile', '.justfile'];

/** The tests of a Makefile, a configure script or a justfile that has a rule for them. */
export const makeTests: Detect = ({ folder, names, text }) => {
  const there = names(folder);
  const file = makefiles.find((name) => there.includes(name));
  const rules = file === undefined ? [] : targetsIn(text(inFolder(folder, file)) ?? '');
  const target = ['test', 'check'].find((name) => rules.includes(name));
  if (file !== undefined && target !== undefined) return { command: `make ${target}`, file };
  // A Makefile that automake makes has it.
  if (there.includes('configure') && there.includes('Makefile.am'))
    return { command: './configure && make check', file: 'configure' };
  const recipes = justfiles.find((name) => there.includes(name));
  const said = recipes === undefined ? '' : (text(inFolder(folder, recipes)) ?? '');
  const [, recipe] = /^@?(tests?|check)( [^:\n]*)?:(?!=)/m.exec(said) ?? [];
  return recipes === undefined || recipe === undefined ? null : { command: `just ${recipe}`, file: recipes };
};

/** What there are rules for, alone or among other targets; no assignments to variables. */
function targetsIn(text: string): string[] {
  return text.split('\n').flatMap((line) => {
    const [, targets = '', rest = ''] = /^([\w./ \t-]*)::?(.?)/.exec(line) ?? [];
    return /^\s/.test(line) || /[:=]/.test(rest) ? [] : targets.trim().split(/[ \t]+/);
  });
}
