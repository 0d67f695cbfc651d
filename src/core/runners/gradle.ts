import { readJvmXml } from './jvm-report.ts';
import { namedFile } from './script-canary.ts';
import type { Detect, TestRunner } from './test-runner.ts';

const builds = ['build.gradle', 'build.gradle.kts', 'settings.gradle', 'settings.gradle.kts'];

/** There is no network where it is verified, and nothing may go on running. */
const detect: Detect = ({ folder, names }) => {
  const there = names(folder);
  const file = builds.find((name) => there.includes(name));
  if (file === undefined) return null;
  const program = there.includes('gradlew') ? './gradlew' : 'gradle';
  return { command: `${program} --offline --no-daemon test`, file };
};

/** It writes a report for each class, whether or not anybody asks. */
export const gradle = {
  name: 'gradle',
  report: {
    kind: 'written',
    paths: ['**/build/test-results/**/TEST-*.xml'],
    when: /^(build|settings)\.gradle(\.kts)?$/,
    read: (text, seen) => readJvmXml('gradle', text, seen),
  },
  altered: namedFile,
  start: { words: [['gradle'], ['./gradlew']] },
  files: {},
  words: ['gradle', 'gradlew'],
  detect,
} as const satisfies TestRunner;
