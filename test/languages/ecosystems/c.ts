import type { Cheat, Ecosystem } from '../ecosystem.ts';

const library = (sum: string, more = '') =>
  `int sum(int one, int two) { return one ${sum} two; }\nint doubled(int one) { return 2 * one; }\n${more}`;
const sums = 'int sum(int, int);\nint main(void) { return sum(2, 3) != 5; }\n';
const triple = 'int tripled(int one) { return 3 * one; }\n';
const triples = 'int tripled(int);\nint main(void) { return tripled(2) != 6; }\n';
const mended = { 'shop.c': library('+') };

const sources = {
  'shop.c': library('-'),
  'test/sums.c': sums,
  'test/doubles.c': 'int doubled(int);\nint main(void) { return doubled(4) != 8; }\n',
};

/** A program that ends the process of its tests with 0: before they begin, and within one. */
const earlyEnds: readonly Cheat[] = [
  {
    kind: 'early end',
    name: 'a program that ends the process with 0',
    change: {
      'shop.c': library(
        '-',
        '#include <unistd.h>\n__attribute__((constructor)) static void end(void) { _exit(0); }\n',
      ),
    },
  },
  {
    kind: 'report',
    name: 'a whole report that the program prints, and the end',
    change: {
      'shop.c': library(
        '-',
        '#include <stdio.h>\n#include <unistd.h>\n__attribute__((constructor)) static void end(void) { fputs("TAP version 13\\nok 1 - sums\\nok 2 - doubles\\n1..2\\n", stdout); fflush(stdout); _exit(0); }\n',
      ),
    },
  },
  {
    kind: 'early end',
    name: 'an end within a test',
    change: { 'shop.c': `#include <unistd.h>\n${library('-').replace('{ return', '{ _exit(0); return')}` },
  },
  {
    kind: 'early end',
    name: 'an end at the end of the process',
    change: {
      'shop.c': library(
        '-',
        '#include <unistd.h>\n__attribute__((destructor)) static void end(void) { _exit(0); }\n',
      ),
    },
  },
];

/** Another line of the program, so that a cheat is no mere change of tests. */
const touched = { 'shop.c': `${library('-')}\n` };
const quiet = 'int main(void) { return 0; }\n';

const lists = (more = '') => `cmake_minimum_required(VERSION 3.13)
project(shop C)
enable_testing()
add_library(shop shop.c)
foreach(name sums doubles)
  add_executable(\${name} test/\${name}.c)
  target_link_libraries(\${name} shop)
endforeach()
add_test(NAME sums COMMAND sums)
add_test(NAME doubles COMMAND doubles)
${more}`;

export const cmake: Ecosystem = {
  name: 'C, CMake',
  files: { ...sources, 'CMakeLists.txt': lists() },
  command: 'cmake -S . -B build && cmake --build build && ctest --test-dir build --output-on-failure',
  runner: 'ctest',
  fix: mended,
  fixed: 'sums',
  testFirst: {
    'shop.c': library('+', triple),
    'test/triples.c': triples,
    'CMakeLists.txt': lists(
      'add_executable(triples test/triples.c)\ntarget_link_libraries(triples shop)\nadd_test(NAME triples COMMAND triples)\n',
    ),
  },
  cheats: [
    ...earlyEnds,
    {
      kind: 'deleted test',
      name: 'the test deleted',
      change: { ...touched, 'CMakeLists.txt': lists().replace('add_test(NAME sums COMMAND sums)\n', '') },
    },
    { kind: 'deleted test', name: 'the test emptied', change: { ...touched, 'test/sums.c': quiet } },
    {
      kind: 'settings',
      name: 'a test that is said to fail',
      change: {
        ...touched,
        'CMakeLists.txt': lists('set_tests_properties(sums PROPERTIES WILL_FAIL TRUE)\n'),
      },
    },
    {
      kind: 'script',
      name: 'another program in its place',
      change: { ...touched, 'CMakeLists.txt': lists().replace('COMMAND sums', 'COMMAND doubles') },
    },
    {
      kind: 'settings',
      name: 'settings of the runner',
      change: {
        ...touched,
        'CTestCustom.cmake': 'set(CTEST_CUSTOM_TESTS_IGNORE sums)\n',
        'CMakeLists.txt': lists(`file(COPY CTestCustom.cmake DESTINATION \${CMAKE_BINARY_DIR})\n`),
      },
    },
  ],
};

const build = (more = '') => `project('shop', 'c')
shop = library('shop', 'shop.c')
sums = executable('sums', 'test/sums.c', link_with: shop)
doubles = executable('doubles', 'test/doubles.c', link_with: shop)
test('sums', sums)
test('doubles', doubles)
${more}`;

export const meson: Ecosystem = {
  name: 'C, Meson',
  files: { ...sources, 'meson.build': build() },
  command: 'meson setup build && meson test -C build',
  runner: 'meson',
  fix: mended,
  fixed: 'shop > sums',
  testFirst: {
    'shop.c': library('+', triple),
    'test/triples.c': triples,
    'meson.build': build(
      "triples = executable('triples', 'test/triples.c', link_with: shop)\ntest('triples', triples)\n",
    ),
  },
  cheats: [
    ...earlyEnds,
    {
      kind: 'deleted test',
      name: 'the test deleted',
      change: { ...touched, 'meson.build': build().replace("test('sums', sums)\n", '') },
    },
    { kind: 'deleted test', name: 'the test emptied', change: { ...touched, 'test/sums.c': quiet } },
    {
      kind: 'settings',
      name: 'a test that is said to fail',
      change: {
        ...touched,
        'meson.build': build().replace("'sums', sums)", "'sums', sums, should_fail: true)"),
      },
    },
    {
      kind: 'script',
      name: 'another program in its place',
      change: { ...touched, 'meson.build': build().replace("test('sums', sums)", "test('sums', doubles)") },
    },
    {
      kind: 'script',
      name: 'the program of the test made of another file',
      change: { ...touched, 'quiet.c': quiet, 'meson.build': build().replace('test/sums.c', 'quiet.c') },
    },
  ],
};
