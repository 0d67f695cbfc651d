import { expect, test } from 'vitest';
import { readTrx } from './dotnet.ts';
import { readGoogleTestXml } from './google-test.ts';
import { readJvmXml } from './jvm-report.ts';
import type { ReportReading } from './report.ts';
import type { CheckoutFiles, Seen } from './test-runner.ts';

/** A checkout at /shop that holds these files. */
function seen(paths: readonly string[], report = ''): Seen {
  const files: CheckoutFiles = {
    has: (path) => paths.some((one) => one === path || one.startsWith(`${path}/`)),
    text: () => null,
    entries(folder) {
      const start = folder === '' ? '' : `${folder}/`;
      const below = paths.filter((path) => path.startsWith(start)).map((path) => path.slice(start.length));
      const names = [...new Set(below.map((path) => path.split('/')[0] ?? ''))];
      return names.map((name) => ({ name, isFolder: below.some((path) => path.startsWith(`${name}/`)) }));
    },
  };
  return { ranIn: '', report, places: { root: '/shop', folder: '/shop' }, files };
}

const told = ({ results, problems }: ReportReading) => [
  ...results.map(({ file, names, outcome }) => `${[file, ...names].join(' > ')}: ${outcome}`),
  ...problems,
];

// As Surefire 2.22.3 has written it.
const surefire = `<?xml version="1.0" encoding="UTF-8"?>
<testsuite name="shop.SumTest" time="0.365" tests="5" errors="1" skipped="1" failures="1">
  <properties><property name="java.version" value="17"/></properties>
  <testcase name="adds" classname="shop.SumTest" time="0.021"/>
  <testcase name="keepsZero()" classname="shop.SumTest$Inner" time="0.0"><failure message="1 &lt; 2" type="x">trace</failure></testcase>
  <testcase name="breaks" classname="shop.SumTest"><error type="x">trace</error></testcase>
  <testcase name="later" classname="shop.SumTest"><skipped/></testcase>
  <testcase name="elsewhere" classname="shop.Generated"/>
</testsuite>
`;

test('Surefire and Gradle: classes become the files in which they usually stand', async () => {
  const report = 'core/target/surefire-reports/TEST-shop.SumTest.xml';
  const here = seen(['core/pom.xml', 'core/src/test/java/shop/SumTest.java'], report);
  const file = 'core/src/test/java/shop/SumTest.java';
  expect(told(await readJvmXml('maven', surefire, here))).toEqual([
    `${file} > adds: passed`,
    `${file} > Inner > keepsZero: failed`,
    `${file} > breaks: failed`,
    `${file} > later: skipped`,
    ' > shop.Generated > elsewhere: passed',
  ]);
  const kotlin = seen(['src/test/kotlin/shop/SumTest.kt'], 'build/test-results/test/TEST-shop.SumTest.xml');
  const reading = await readJvmXml('gradle', surefire, kotlin);
  expect(reading.results[0]).toMatchObject({ file: 'src/test/kotlin/shop/SumTest.kt', names: ['adds'] });
  expect(told(await readJvmXml('maven', surefire.slice(0, 300), here))).toHaveLength(1);
});

// As GoogleTest 1.12 has written it.
const googleTest = `<?xml version="1.0" encoding="UTF-8"?>
<testsuites tests="4" failures="1" disabled="1" errors="0" time="0." name="AllTests">
  <testsuite name="Sums" tests="4" failures="1" disabled="1" skipped="1" errors="0">
    <testcase name="Adds" file="/shop/test/sum_test.cc" line="3" status="run" result="completed" classname="Sums" />
    <testcase name="Wrong" file="/shop/test/sum_test.cc" line="4" status="run" result="completed" classname="Sums">
      <failure message="x" type=""><![CDATA[x]]></failure>
    </testcase>
    <testcase name="Later" file="/shop/test/sum_test.cc" line="5" status="run" result="skipped" classname="Sums">
      <skipped message="later"><![CDATA[later]]></skipped>
    </testcase>
    <testcase name="DISABLED_Old" file="/shop/test/sum_test.cc" line="6" status="notrun" result="suppressed" classname="Sums" />
  </testsuite>
</testsuites>
`;

test('GoogleTest: passed, failed, skipped, disabled; a list of tests has none', () => {
  expect(told(readGoogleTestXml(googleTest))).toEqual([
    '/shop/test/sum_test.cc > Sums > Adds: passed',
    '/shop/test/sum_test.cc > Sums > Wrong: failed',
    '/shop/test/sum_test.cc > Sums > Later: skipped',
    '/shop/test/sum_test.cc > Sums > DISABLED_Old: skipped',
  ]);
  const list = googleTest.replaceAll(/ status="\w+" result="\w+"/g, '').replace(/<failure.*<\/failure>/s, '');
  expect(told(readGoogleTestXml(list.replace(/<skipped .*<\/skipped>/s, '')))).toEqual([]);
  expect(told(readGoogleTestXml(googleTest.slice(0, 400)))).toHaveLength(1);
});

const trx = `<?xml version="1.0" encoding="utf-8"?>
<TestRun id="1" name="a" xmlns="http://microsoft.com/schemas/VisualStudio/TeamTest/2010">
  <Results>
    <UnitTestResult executionId="1" testId="t1" testName="Shop.Tests.CartTests.Adds" outcome="Passed" />
    <UnitTestResult executionId="2" testId="t2" testName="Shop.Tests.CartTests.Sums(a: 1, b: 2)" outcome="Failed"><Output/></UnitTestResult>
    <UnitTestResult executionId="3" testId="t3" testName="Shop.Tests.CartTests.Later" outcome="NotExecuted" />
    <UnitTestResult executionId="4" testId="t4" testName="Shop.Tests.OtherTests.Odd" outcome="Aborted" />
  </Results>
  <TestDefinitions>
    <UnitTest name="Shop.Tests.CartTests.Adds" id="t1"><TestMethod codeBase="a.dll" className="Shop.Tests.CartTests" name="Adds" /></UnitTest>
    <UnitTest name="Shop.Tests.CartTests.Sums" id="t2"><TestMethod codeBase="a.dll" className="Shop.Tests.CartTests" name="Sums" /></UnitTest>
    <UnitTest name="Shop.Tests.CartTests.Later" id="t3"><TestMethod codeBase="a.dll" className="Shop.Tests.CartTests" name="Later" /></UnitTest>
    <UnitTest name="Shop.Tests.OtherTests.Odd" id="t4"><TestMethod codeBase="a.dll" className="Shop.Tests.OtherTests" name="Odd" /></UnitTest>
  </TestDefinitions>
</TestRun>
`;

test('dotnet: classes become the files that are named as they are, where there is one alone', () => {
  const paths = ['Shop.Tests/CartTests.cs', 'A/OtherTests.cs', 'B/OtherTests.cs', 'bin/CartTests.cs'];
  expect(told(readTrx(trx, seen(paths)))).toEqual([
    'Shop.Tests/CartTests.cs > Shop.Tests.CartTests > Adds: passed',
    'Shop.Tests/CartTests.cs > Shop.Tests.CartTests > Sums(a: 1, b: 2): failed',
    'Shop.Tests/CartTests.cs > Shop.Tests.CartTests > Later: skipped',
    ' > Shop.Tests.OtherTests > Odd: failed',
  ]);
  expect(told(readTrx(trx.slice(0, 500), seen(paths)))).toHaveLength(1);
});
