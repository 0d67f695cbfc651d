/**
 * The rules by which a log that is begun now asks for evidence. By the first ones a candidate's trees were built before the
 * base was measured; by the second ones nothing told a test that passes now from a coin, and a test
 * that fails now had the base run eight times. By the third ones sealed checks, scripts that report nothing and test
 * programs in C were believed as they ended. By the fourth ones the base was run behind the roles with several jobs only.
 * By the fifth ones scripts that print a report of their own were believed. By the sixth ones a test whose file was moved
 * was new, reasons said less of a command that reports no test on either side, and of tests that pass on both, and new tests
 * were run again with the machine for themselves. By the seventh ones they were run again once all suites had named
 * them, no assertion of an added test was given a message, and a test that came and went alone refused the candidate
 * without the base being asked again.
 */
export const evidenceRules = 8;
