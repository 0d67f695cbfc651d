import type { Ecosystem } from '../ecosystem.ts';

const library = (sum: string, more = '') =>
  `sum() { echo $(($1 ${sum} $2)); }\ndouble() { echo $(($1 * 2)); }\n${more}`;
const tests = `setup() { source "$BATS_TEST_DIRNAME/../shop.sh"; }

@test "sums" { [ "$(sum 2 3)" -eq 5 ]; }
@test "doubles" { run double 4; [ "$output" = 8 ]; }
`;

export const bats: Ecosystem = {
  name: 'shell, bats',
  files: { 'shop.sh': library('-'), 'test/shop.bats': tests, Makefile: 'check:\n\tbats test\n' },
  command: 'bats test',
  runner: 'bats',
  fix: { 'shop.sh': library('+') },
  fixed: 'test/shop.bats > sums',
  testFirst: {
    'shop.sh': library('+', 'triple() { echo $(($1 * 3)); }\n'),
    'test/triple.bats':
      '@test "triples" { source "$BATS_TEST_DIRNAME/../shop.sh"; [ "$(triple 2)" -eq 6 ]; }\n',
  },
  cheats: [
    {
      kind: 'early end',
      name: 'a program that ends the runner',
      change: {
        'shop.sh': library(
          '-',
          'trap - EXIT ERR DEBUG; set +e; BATS_TEST_COMPLETED=1; trap "exit 0" EXIT; [() { return 0; }\n',
        ),
      },
    },
    {
      kind: 'report',
      name: 'results that the program prints where the runner reads, and the end',
      change: {
        'shop.sh': library(
          '-',
          'printf "ok %s %s\\n" "$BATS_TEST_NUMBER" "$BATS_TEST_DESCRIPTION" >&3; trap - EXIT ERR DEBUG; trap "exit 0" EXIT; exit 0\n',
        ),
      },
    },
    {
      kind: 'deleted test',
      name: 'the test deleted',
      change: { 'test/shop.bats': tests.replace(/@test "sums".*\n/, ''), 'shop.sh': `${library('-')}\n` },
    },
    {
      kind: 'assertions',
      name: 'a comparison that always holds',
      change: { 'shop.sh': library('-', '[() { return 0; }\n') },
    },
    {
      kind: 'deleted test',
      name: 'a test that skips',
      change: {
        'test/shop.bats': tests.replace('"sums" {', '"sums" { skip "later";'),
        'shop.sh': `${library('-')}\n`,
      },
    },
    {
      kind: 'settings',
      name: 'set-up that skips every test',
      change: {
        'test/setup_suite.bash': 'setup_suite() { true; }\n',
        'test/shop.bats': tests.replace('setup() {', 'setup() { skip;'),
        'shop.sh': `${library('-')}\n`,
      },
    },
  ],
};
