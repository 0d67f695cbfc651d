import { describe, expect, test } from 'vitest';
import { restoreCMake } from './cmake-manifest.ts';
import { restoreGradle } from './gradle-manifest.ts';
import { restoreMeson } from './meson-manifest.ts';
import { restorePom } from './pom-manifest.ts';

const cmake = `cmake_minimum_required(VERSION 3.10) # ) in a comment
project(shop C)
add_library(shop src/shop.c)
enable_testing()
add_executable(sums test/sums.c)
target_link_libraries(sums shop)
add_test(NAME sums COMMAND sums "a ) b")
`;

const meson = `project('shop', 'c') # ' in a comment
shop = library('shop', 'shop.c')
sums = executable('sums', 'test/sums.c', link_with: shop)
test('sums', sums)
`;

const pom = `<project>
  <version>1</version>
  <properties>
    <java.version>17</java.version>
  </properties>
  <build>
    <!-- <testSourceDirectory>no</testSourceDirectory> -->
    <plugins>
      <plugin>
        <artifactId>maven-surefire-plugin</artifactId>
        <configuration><trimStackTrace>false</trimStackTrace></configuration>
      </plugin>
    </plugins>
  </build>
</project>
`;

const gradle = `plugins {
    id 'java'
}
dependencies {
    testImplementation 'junit:junit:4.13'
}
test {
    useJUnitPlatform() // }
    systemProperty 'a', "{"
}
`;

const [addsToCMake, addsToPom, addsToGradle] = [
  (more: string) => `${cmake}${more}\n`,
  (inProperties: string, inPlugins = '') =>
    pom
      .replace('  </properties>', `${inProperties}  </properties>`)
      .replace('    </plugins>', `${inPlugins}    </plugins>`),
  (more: string) => `${gradle}${more}\n`,
];

describe.each([
  ['CMakeLists.txt', cmake, restoreCMake],
  ['meson.build', meson, restoreMeson],
  ['pom.xml', pom, restorePom],
  ['build.gradle', gradle, restoreGradle],
] as const)('%s', (name, base, restore) => {
  const free: Record<string, string[]> = {
    'CMakeLists.txt': [
      base.replace('src/shop.c', 'src/shop.c src/more.c'),
      addsToCMake('find_package(Threads)\ntarget_link_libraries(shop Threads::Threads)'),
      base.replace('target_link_libraries(sums shop)', 'target_link_libraries(sums shop m)'),
      base.replace('add_executable(sums ', 'add_executable(\n  sums '),
    ],
    'meson.build': [
      base.replace("'shop.c'", "'shop.c', 'more.c'"),
      `${meson}more = library('more', 'more.c')\n`,
    ],
    'pom.xml': [
      base.replace('<version>1<', '<version>2<'),
      base.replace('<java.version>17', '<java.version>21'),
      addsToPom('', '<plugin><artifactId>maven-jar-plugin</artifactId></plugin>\n'),
    ],
    'build.gradle': [
      base.replace('4.13', '4.13.2'),
      addsToGradle("version = '2'\napplication { mainClass = 'Test' }"),
    ],
  };

  test.each(free[name] ?? [])('what the program needs is the change’s own: %#', (candidate) => {
    expect(restore(base, candidate)).toBe(candidate);
  });

  const weakened: Record<string, string[]> = {
    'CMakeLists.txt': [
      addsToCMake('set_tests_properties(sums PROPERTIES WILL_FAIL TRUE)'),
      addsToCMake('set_property(TEST sums PROPERTY WILL_FAIL TRUE)'),
      addsToCMake('SET(CTEST_CUSTOM_TESTS_IGNORE sums)'),
      addsToCMake('add_compile_definitions(NDEBUG)'),
      addsToCMake('target_compile_definitions(sums PRIVATE NDEBUG)'),
      addsToCMake('target_sources(sums PRIVATE quiet.c)'),
      base.replace('COMMAND sums', 'COMMAND true'),
      base.replace('test/sums.c', 'quiet.c'),
      base.replace(/add_test.*\n/, ''),
      'add_test(',
    ],
    'meson.build': [
      base.replace('sums)', 'sums, should_fail: true)'),
      base.replace('test/sums.c', 'quiet.c'),
      base.replace(/test\('sums.*\n/, ''),
      "test('",
    ],
    'pom.xml': [
      addsToPom('<skipTests>true</skipTests>\n'),
      addsToPom('<maven.test.failure.ignore>true</maven.test.failure.ignore>\n'),
      base.replace('<plugins>', '<testSourceDirectory>quiet</testSourceDirectory><plugins>'),
      base.replace('<trimStackTrace>', '<skip>true</skip><trimStackTrace>'),
      addsToPom('', '<plugin><artifactId>maven-failsafe-plugin</artifactId><configuration/></plugin>\n'),
      base.replace(/ {6}<plugin>[\s\S]*<\/plugin>\n/, ''),
    ],
    'build.gradle': [
      addsToGradle('test.enabled = false'),
      addsToGradle('test { ignoreFailures = true }'),
      addsToGradle("tasks.withType(Test) {\n    exclude '**/Sums*'\n}"),
      addsToGradle("sourceSets { test { java { srcDirs = ['quiet'] } } }"),
      addsToGradle('gradle.taskGraph.whenReady { it.allTasks.each { one -> one.enabled = false } }'),
      base.replace('useJUnitPlatform()', "useJUnitPlatform { excludeTags 'sums' }"),
      base.replace(/test \{[\s\S]*$/, ''),
      'test {',
    ],
  };

  test.each(weakened[name] ?? [])('what decides on the tests is the base’s: %#', (candidate) => {
    const words = (text: string) =>
      text
        .replaceAll('><', '> <')
        .split(/\s+/)
        .filter((word) => word !== '')
        .sort();
    expect(words(restore(base, candidate))).toEqual(words(base));
  });

  test('a new file is its own', () => {
    expect(restore(null, base)).toBe(base);
  });
});

test('new tests of a CMake project go with their target, which has no source then', () => {
  const more =
    'add_executable(more test/more.c)\ntarget_link_libraries(more shop)\nadd_test(NAME more COMMAND more)';
  const program = 'add_library(extra src/extra.c)';
  expect(restoreCMake(cmake, addsToCMake(`${more}\n${program}`)).replaceAll(/\n+/g, '\n')).toBe(
    addsToCMake(program),
  );
});
