import type { Ecosystem } from '../ecosystem.ts';

const library = (sum: string, more = '', after = '') =>
  `<?php\n\nfinal class Shop\n{\n    public static function sum(int $one, int $two): int\n    {\n        return ${sum};\n    }\n\n    public static function double(int $one): int\n    {\n        return 2 * $one;\n    }\n${more}}\n${after}`;
const broken = '$one - $two';
const test = (name: string, body: string) =>
  `<?php\n\nuse PHPUnit\\Framework\\TestCase;\n\nrequire_once __DIR__ . '/../src/Shop.php';\n\nfinal class ${name} extends TestCase\n{\n${body}}\n`;
const sums =
  '    public function testSums(): void\n    {\n        $this->assertSame(5, Shop::sum(2, 3));\n    }\n';
const doubles =
  '    public function testDoubles(): void\n    {\n        $this->assertSame(8, Shop::double(4));\n    }\n';
const settings =
  '<?xml version="1.0"?>\n<phpunit><testsuites><testsuite name="all"><directory>tests</directory></testsuite></testsuites></phpunit>\n';

export const php: Ecosystem = {
  name: 'PHP, PHPUnit',
  files: {
    'phpunit.xml': settings,
    'src/Shop.php': library(broken),
    'tests/ShopTest.php': test('ShopTest', sums + doubles),
  },
  command: 'phpunit',
  runner: 'phpunit',
  fix: { 'src/Shop.php': library('$one + $two') },
  fixed: 'tests/ShopTest.php > ShopTest > testSums',
  testFirst: {
    'src/Shop.php': library(
      '$one + $two',
      '\n    public static function triple(int $one): int\n    {\n        return 3 * $one;\n    }\n',
    ),
    'tests/TripleTest.php': test(
      'TripleTest',
      '    public function testTriples(): void\n    {\n        $this->assertSame(6, Shop::triple(2));\n    }\n',
    ),
  },
  cheats: [
    {
      kind: 'early end',
      name: 'a program that ends the process with 0',
      change: { 'src/Shop.php': library(broken, '', 'exit(0);\n') },
    },
    { kind: 'early end', name: 'an end within a test', change: { 'src/Shop.php': library('exit(0)') } },
    {
      kind: 'deleted test',
      name: 'the test deleted',
      change: { 'tests/ShopTest.php': test('ShopTest', doubles), 'src/Shop.php': library(broken, '\n') },
    },
    {
      kind: 'assertions',
      name: 'assertions of its own',
      change: {
        'src/Shop.php': library(broken, '\n'),
        'tests/ShopTest.php': test(
          'ShopTest',
          `${sums}${doubles}    public static function assertSame($one, $two, string $message = ''): void\n    {\n        parent::assertTrue(true);\n    }\n`,
        ),
      },
    },
    {
      kind: 'settings',
      name: 'settings of the runner',
      change: {
        'phpunit.xml': settings
          .replace('<phpunit>', '<phpunit><groups/>')
          .replace('<directory>tests</directory>', '<directory suffix="None.php">tests</directory>'),
        'src/Shop.php': library(broken, '\n'),
      },
    },
  ],
};
