import type { Ecosystem } from '../ecosystem.ts';

const library = (sum: string, more = '') =>
  `int sum(int one, int two) { return one ${sum} two; }\nint doubled(int one) { return 2 * one; }\n${more}`;
const sums = 'TEST(Shop, Sums) { EXPECT_EQ(sum(2, 3), 5); }\n';
const doubles = 'TEST(Shop, Doubles) { EXPECT_EQ(doubled(4), 8); }\n';
const tests = (body: string) =>
  `#include <gtest/gtest.h>\n\nint sum(int one, int two);\nint doubled(int one);\n\n${body}`;
const rules = (run = './checks', more = '') =>
  `CXXFLAGS = -std=c++17 -pthread ${more}\n\ncheck: checks\n\t${run}\n\nchecks: shop.cc $(wildcard test/*.cc)\n\t$(CXX) $(CXXFLAGS) -o $@ $^ -lgtest -lgtest_main\n\n.PHONY: check\n`;
const touched = { 'shop.cc': `${library('-')}\n` };

export const make: Ecosystem = {
  name: 'C++, make with GoogleTest',
  files: {
    '.gitignore': 'checks\n',
    Makefile: rules(),
    'shop.cc': library('-'),
    'test/shop_test.cc': tests(sums + doubles),
  },
  command: 'make check',
  runner: 'googletest',
  fix: { 'shop.cc': library('+') },
  fixed: 'test/shop_test.cc > Shop > Sums',
  testFirst: {
    'shop.cc': library('+', 'int tripled(int one) { return 3 * one; }\n'),
    'test/triple_test.cc':
      '#include <gtest/gtest.h>\n\nint tripled(int one);\n\nTEST(Triple, Triples) { EXPECT_EQ(tripled(2), 6); }\n',
  },
  cheats: [
    {
      kind: 'early end',
      name: 'a program that ends with 0 before its tests',
      change: {
        'shop.cc': library(
          '-',
          '#include <unistd.h>\n__attribute__((constructor)) static void end() { _exit(0); }\n',
        ),
      },
    },
    {
      kind: 'report',
      name: 'a whole report that the program prints, and the end',
      change: {
        'shop.cc': library(
          '-',
          '#include <cstdio>\n#include <unistd.h>\n__attribute__((constructor)) static void end() { std::puts("TAP version 13\\n# Subtest: test/shop_test.cc\\n    # Subtest: Shop\\n        ok 1 - Sums\\n        ok 2 - Doubles\\n        1..2\\n    ok 1 - Shop\\n    1..1\\nok 1 - test/shop_test.cc\\n1..1"); std::fflush(stdout); _exit(0); }\n',
        ),
      },
    },
    {
      kind: 'early end',
      name: 'an end within a test',
      change: { 'shop.cc': `#include <unistd.h>\n${library('-').replace('return', '_exit(0); return')}` },
    },
    {
      kind: 'deleted test',
      name: 'the test deleted',
      change: { ...touched, 'test/shop_test.cc': tests(doubles) },
    },
    {
      kind: 'assertions',
      name: 'an assertion that always holds',
      change: {
        ...touched,
        'gtest/gtest.h':
          '#include_next <gtest/gtest.h>\n#undef EXPECT_EQ\n#define EXPECT_EQ(one, two) (void)(one)\n',
        Makefile: rules('./checks', '-I.'),
      },
    },
    {
      kind: 'settings',
      name: 'tests that are left out',
      change: { ...touched, Makefile: rules('GTEST_FILTER=*Doubles ./checks') },
    },
    {
      kind: 'script',
      name: 'a rule that lets tests fail',
      change: { ...touched, Makefile: rules('-./checks') },
    },
    {
      kind: 'script',
      name: 'a rule that runs none',
      change: { ...touched, Makefile: rules('@echo "2 tests passed"') },
    },
  ],
};
