/**
 * A `go test` command with the option that makes it tell of each test, and whether the user had asked for every test's
 * output; null for a command that is more than that, whose other output could not be told apart.
 */
export function goTestAsJson(command: string): { command: string; isVerbose: boolean } | null {
  const [, before = '', args = ''] = goTest.exec(command.trim()) ?? [];
  if (before === '' || /(^|\s)--?(json|c|list|fuzz|exec|toolexec|n|x)(=|\s|$)/.test(args)) return null;
  return { command: `${before} -json${args}`, isVerbose: /(^|\s)--?(test\.)?v(=|\s|$)/.test(args) };
}

const word = String.raw`(?:[^\s"'\\;&|<>()$\x60*?~#!{}[\]]|'[^']*')+`;

/** Perhaps `cd` and variables before it; words after it that a shell leaves as they are. */
const goTest = new RegExp(String.raw`^((?:cd ${word} && )?(?:\w+=${word} )*go test)((?: +${word})*)$`);
