import { hookReport } from './hook-lines.ts';
import { namedAlone } from './named-alone.ts';
import { appended, namedFile } from './script-canary.ts';
import { sum } from './summary-line.ts';
import type { TestRunner } from './test-runner.ts';

/**
 * Compiles our formatter in each Erlang of a command and has ExUnit use it beside its own. Neither quotes nor blanks may
 * stand in it: whoever starts Erlang splits it at them.
 */
const ask =
  'catch(begin{ok,M,B}=compile:file(filename:join(os:getenv(string:uppercase(atom_to_list(proofloop_hooks))),proofloop_formatter),[binary]),{module,M}=code:load_binary(M,[],B),M:ask()end)';

/** Ways to fail: one that does not lets the test pass. */
const checks = [
  'assert one == 2',
  'refute one == 1',
  'assert_raise ArgumentError, fn -> one end',
  'assert_receive :never, 0',
  'assert_in_delta one, 9, 0.1',
  'flunk("no")',
];

export const exunit = {
  name: 'exunit',
  report: hookReport('exunit', () => ({ ERL_AFLAGS: `-eval ${ask}` })),
  printedCounts: (lines) => {
    const line = lines.findLast((one) =>
      /^(\d+ (doctests?|propert(y|ies)), )*\d+ tests?, \d+ failures?/.test(one),
    );
    if (line === undefined) return null;
    const failed = sum(line, 'failures?', 'invalid');
    const all = sum(line, 'tests?', 'doctests?', 'propert(?:y|ies)');
    return { passed: all - failed - sum(line, 'skipped', 'excluded'), failed };
  },
  altered: namedFile,
  canary: appended((title, _hash, file) =>
    file.endsWith('.exs')
      ? `\ndefmodule C${title} do\n  use ExUnit.Case\n\n  test "${title}" do\n    one = String.length("a")\n    checks = [${checks.map((check) => `fn -> ${check} end`).join(', ')}]\n    held = fn check ->\n      try do\n        check.()\n        false\n      rescue\n        _ -> true\n      catch\n        _, _ -> true\n      end\n    end\n    if Enum.all?(checks, held), do: raise("1 is not 2")\n  end\nend\n`
      : null,
  ),
  start: { words: [['mix', 'test']], alone: namedAlone },
  files: {
    names: ['test_helper.exs', '.formatter.exs', '.credo.exs', 'coveralls.json'],
    // Modules of the same name, wherever they lie, are compiled into the project.
    paths: [/(^|\/)lib\/ex_unit(\.ex|\/.*\.ex)$/],
    tests: [/_test\.exs$/],
  },
  words: ['mix'],
  detect: ({ folder, names }) =>
    names(folder).includes('mix.exs') ? { command: 'mix test', file: 'mix.exs' } : null,
} as const satisfies TestRunner;
