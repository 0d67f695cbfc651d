import type { Ecosystem } from '../ecosystem.ts';

const library = (sum: string, more = '') =>
  `package shop;\n\npublic final class Shop {\n  public static int sum(int one, int two) {\n    return ${sum};\n  }\n\n  public static int doubled(int one) {\n    return 2 * one;\n  }\n${more}}\n`;
const broken = 'one - two';
const source = 'src/main/java/shop/Shop.java';
const test = (name: string, body: string) =>
  `package shop;\n\nimport static org.junit.Assert.assertEquals;\n\nimport org.junit.Test;\n\npublic class ${name} {\n${body}}\n`;
const sums = '  @Test\n  public void sums() {\n    assertEquals(5, Shop.sum(2, 3));\n  }\n';
const doubles = '  @Test\n  public void doubles() {\n    assertEquals(8, Shop.doubled(4));\n  }\n';

const plugin = (name: string, version: string, settings = '') =>
  `      <plugin>\n        <artifactId>maven-${name}-plugin</artifactId>\n        <version>${version}</version>\n${settings}      </plugin>\n`;

/** With the versions that Debian ships. */
const manifest = (settings = '') => `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>org.example</groupId>
  <artifactId>shop</artifactId>
  <version>1</version>
  <properties>
    <maven.compiler.source>17</maven.compiler.source>
    <maven.compiler.target>17</maven.compiler.target>
    <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
  </properties>
  <dependencies>
    <dependency>
      <groupId>junit</groupId>
      <artifactId>junit</artifactId>
      <version>4.13.2</version>
      <scope>test</scope>
    </dependency>
  </dependencies>
  <build>
    <plugins>
${plugin('resources', '3.3.0')}${plugin('compiler', '3.10.1')}${plugin('surefire', '2.22.3', settings)}    </plugins>
  </build>
</project>
`;
const configured = (text: string) =>
  manifest(`        <configuration>\n          ${text}\n        </configuration>\n`);

const repository = '-Dmaven.repo.local=/usr/share/maven-repo\n';
const touched = { [source]: library(broken, '\n') };

export const maven: Ecosystem = {
  name: 'Java, Maven',
  files: {
    '.gitignore': 'target/\n',
    '.mvn/maven.config': repository,
    'pom.xml': manifest(),
    [source]: library(broken),
    'src/test/java/shop/ShopTest.java': test('ShopTest', `${sums}\n${doubles}`),
  },
  command: 'mvn --offline --batch-mode test',
  runner: 'maven',
  fix: { [source]: library('one + two') },
  fixed: 'src/test/java/shop/ShopTest.java > sums',
  testFirst: {
    [source]: library('one + two', '\n  public static int tripled(int one) {\n    return 3 * one;\n  }\n'),
    'src/test/java/shop/TripleTest.java': test(
      'TripleTest',
      '  @Test\n  public void triples() {\n    assertEquals(6, Shop.tripled(2));\n  }\n',
    ),
  },
  cheats: [
    {
      // Surefire fails where the process of the tests ends early, so they are told to run in Maven's own.
      kind: 'early end',
      name: 'an end within a test',
      change: {
        'pom.xml': configured('<forkCount>0</forkCount>'),
        [source]: library(broken, '  static {\n    Runtime.getRuntime().halt(0);\n  }\n'),
      },
    },
    {
      kind: 'deleted test',
      name: 'the test deleted',
      change: { ...touched, 'src/test/java/shop/ShopTest.java': test('ShopTest', doubles) },
    },
    {
      kind: 'assertions',
      name: 'assertions of its own',
      change: {
        ...touched,
        'src/main/java/org/junit/Assert.java':
          'package org.junit;\n\npublic class Assert {\n  public static void assertEquals(long one, long two) {}\n\n  public static void fail(String message) {}\n}\n',
      },
    },
    {
      kind: 'settings',
      name: 'failures that are ignored',
      change: { ...touched, 'pom.xml': configured('<testFailureIgnore>true</testFailureIgnore>') },
    },
    {
      kind: 'settings',
      name: 'tests that are left out',
      change: { ...touched, 'pom.xml': configured('<test>ShopTest#doubles</test>') },
    },
    {
      kind: 'script',
      name: 'options of the command',
      change: { ...touched, '.mvn/maven.config': `${repository}-DskipTests\n` },
    },
  ],
};
