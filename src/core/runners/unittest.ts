import { hookReport } from './hook-lines.ts';
import { appended, namedFile } from './script-canary.ts';
import type { TestRunner } from './test-runner.ts';

/** What a test asserts that must fail: one assertion that was made to hold lets it pass. */
const assertions = [
  ...['assertEqual(1, 2)', 'assertTrue(False)', 'assertFalse(True)', 'assertIs(1, None)', 'assertIn(1, [])'],
  ...['assertIsNone(1)', 'assertNotEqual(1, 1)', 'assertGreater(1, 2)', 'assertLess(2, 1)', 'fail()'],
  ...['assertRaises(ValueError, int)', "assertRegex('a', 'b')", 'assertAlmostEqual(1, 2)'],
];

const canaryText = (title: string) => `

import unittest as unittest_of_${title}


class Test_${title}(unittest_of_${title}.TestCase):
    def test_${title}(self):
        for check in (
${assertions.map((call) => `            lambda: self.${call},\n`).join('')}        ):
            try:
                check()
            except AssertionError:
                continue
            return
        raise AssertionError("1 is not 2")
`;

export const unittest = {
  name: 'unittest',
  // Its number tells the runs of pytest apart that one folder has.
  report: hookReport('unittest', ({ hooks }) => ({ PYTHONPATH: hooks, PROOFLOOP_PROCESS: '0' })),
  altered: namedFile,
  canary: appended((title, _hash, file) => (file.endsWith('.py') ? canaryText(title) : null)),
  start: { words: [['unittest']] },
  files: { names: ['unittest.cfg'] },
} as const satisfies TestRunner;
