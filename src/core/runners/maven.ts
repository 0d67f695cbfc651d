import { readJvmXml } from './jvm-report.ts';
import { namedFile } from './script-canary.ts';
import type { Detect, TestRunner } from './test-runner.ts';

/** There is no network where it is verified. */
const detect: Detect = ({ folder, names }) => {
  const there = names(folder);
  if (!there.includes('pom.xml')) return null;
  const program = there.includes('mvnw') ? './mvnw' : 'mvn';
  return { command: `${program} --offline --batch-mode test`, file: 'pom.xml' };
};

/** Surefire and Failsafe write a report for each class, whether or not anybody asks. */
export const maven = {
  name: 'maven',
  report: {
    kind: 'written',
    paths: ['**/target/surefire-reports/TEST-*.xml', '**/target/failsafe-reports/TEST-*.xml'],
    when: /^pom\.xml$/,
    read: (text, seen) => readJvmXml('maven', text, seen),
  },
  altered: namedFile,
  start: { words: [['mvn'], ['./mvnw']] },
  files: {},
  words: ['mvn', 'mvnw'],
  detect,
} as const satisfies TestRunner;
