import type { LoggedEvent } from '../core/events.ts';
import { gateLines } from '../views/summary/gate-lines.ts';
import { plainLine } from '../views/text/plain-text.ts';

/** What a person should know before the demo plays; `contained` says whether its commands run in a sandbox. */
export function introductionLines(day: string, contained: boolean): string[] {
  return [
    'proofloop demo: the whole loop on a small example repository, offline, no key.',
    '',
    "The model's answers are recorded: proofloop's authors wrote them for this demo",
    `on ${day}; no live model gave them, and none is asked now. All else is`,
    'real and happens as you watch: HTTP, git, patches, tests, verification, gates.',
    contained
      ? 'Commands run in a sandbox, as in every run.'
      : "No sandbox works here, so commands run without one: they are the demo's own.",
    '',
  ];
}

/** The gates as they were evaluated last. */
export function gatePanel(events: readonly LoggedEvent[]): string[] {
  const evaluated = events.findLast(({ event }) => event === 'gate_evaluated');
  const gates = gateLines(evaluated?.event === 'gate_evaluated' ? evaluated.payload.gates : []);
  return [
    'the gates at the end:',
    ...(gates.length === 0 ? ['not evaluated'] : gates).map((line) => `  ${line}`),
  ];
}

/** What was claimed and what was measured, iteration by iteration. */
export function storyLines(events: readonly LoggedEvent[]): string[] {
  const claims = new Map<number, string>();
  const lines: string[] = [];
  for (const { event, payload } of events) {
    if (event === 'tester_output') {
      const claim = payload.tests_passed ? 'said that all tests pass' : 'said that tests fail';
      claims.set(payload.iteration, claim);
    }
    if (event !== 'verification_result') continue;
    const claim = claims.get(payload.iteration) ?? 'said nothing';
    const measured =
      payload.verdict === 'refused'
        ? `refused: ${plainLine(payload.reasons.join('; '))}`
        : `it was true: ${payload.verdict}`;
    lines.push(`  iteration ${payload.iteration}: the tester ${claim}`, `               ${measured}`);
  }
  return ['what was claimed, and what was measured:', ...lines];
}

/** How to go on from the demo. */
export function farewellLines(): string[] {
  return [
    'On your own repository:',
    '  proofloop doctor            what works on this machine, and what is missing',
    '  export OPENAI_API_KEY=...   or --base-url <url> for another endpoint',
    '  cd <your repository>',
    '  proofloop --task "<what is to be done>" --verify "<command that tests it>"',
  ];
}
