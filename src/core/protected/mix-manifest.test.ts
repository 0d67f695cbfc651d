import { expect, test } from 'vitest';
import { restoreMix } from './mix-manifest.ts';

const manifest = (
  project: string,
  more = '',
  dependencies = '[]',
  version = '0.1.0',
) => `defmodule Shop.MixProject do
  use Mix.Project

  def project do
    [
      app: :shop,
      version: "${version}",
${project}      deps: deps()
    ]
  end

  defp deps do
    ${dependencies}
  end
${more}end
`;
const base = manifest('');

test('dependencies and version are free, an alias for the tests is not', () => {
  const grown = manifest('', '', '[{:jason, "~> 1.4"}]', '0.2.0');
  expect(restoreMix(base, grown)).toBe(grown);
  const alias = 'aliases: [test: "run -e true"],\n';
  expect(restoreMix(base, manifest(alias))).toBe(base);
  expect(restoreMix(base, manifest(alias, '', '[{:jason, "~> 1.4"}]', '0.2.0'))).toBe(grown);
  expect(restoreMix(base, manifest('', '  System.halt(0)\n'))).toBe(base);
});

test('a function that is written in another form stays as the base has it', () => {
  const short = base.replace(/ {2}defp deps do\n.*\n {2}end/, '  defp deps, do: []');
  expect(restoreMix(base, short)).toBe(base);
  expect(restoreMix(null, base)).toBe(base);
});
