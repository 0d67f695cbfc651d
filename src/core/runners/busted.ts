import { inFolder } from './folders.ts';
import { hookReport } from './hook-lines.ts';
import { namedAlone } from './named-alone.ts';
import { appended, namedFile } from './script-canary.ts';
import { sum } from './summary-line.ts';
import type { Detect, TestRunner } from './test-runner.ts';

/** Ways to fail: one that does not lets the test pass. */
const checks = [
  'assert.are.equal(1, 2)',
  'assert.are.same({ 1 }, { 2 })',
  'assert.is_true(false)',
  'assert.is_false(true)',
  'assert.is_nil(1)',
  'assert.has_error(function() end)',
  'assert(false)',
];

const detect: Detect = ({ folder, names }) => {
  if (names(folder).includes('.busted')) return { command: 'busted', file: '.busted' };
  const spec = names(inFolder(folder, 'spec')).find((name) => name.endsWith('_spec.lua'));
  return spec === undefined ? null : { command: 'busted', file: `spec/${spec}` };
};

export const busted = {
  name: 'busted',
  report: hookReport('busted', ({ hooks }) => ({ LUA_INIT: `@${hooks}/ask_busted.lua` })),
  printedCounts: (lines) => {
    const line = lines.findLast((one) => /^\d+ success(es)? \/ \d+ failures? \/ \d+ errors? /.test(one));
    return line === undefined
      ? null
      : { passed: sum(line, 'success(?:es)?'), failed: sum(line, 'failures?', 'errors?') };
  },
  altered: namedFile,
  canary: appended((title, _hash, file) =>
    file.endsWith('.lua')
      ? `\ndescribe('${title}', function() it('${title}', function()\n  for _, check in ipairs({ ${checks.map((check) => `function() ${check} end`).join(', ')} }) do\n    if pcall(check) then return end\n  end\n  error('1 is not 2')\nend) end)\n`
      : null,
  ),
  start: { words: [['busted']], alone: namedAlone },
  files: {
    names: ['.busted', '.luacheckrc', '.luacov'],
    // Where busted looks first: such a file would stand in front of its own.
    paths: [/^((src|lua|lib)\/)?(busted|luassert|say|mediator)(\.lua|\/.*)$/],
    tests: [/_spec\.lua$/],
  },
  words: ['busted'],
  detect,
} as const satisfies TestRunner;
