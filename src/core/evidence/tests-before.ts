import { type CandidateTrees, type EvidenceFacts, wholeBaseOf } from './facts.ts';
import { named } from './reasons.ts';

/**
 * Why tests that were there before show nothing of a change, whatever it has put into them, and what would; the rest of a
 * sentence, '' where the base has none that pass.
 */
export function testsBefore(facts: EvidenceFacts, { changes }: CandidateTrees): string {
  const hadPassing = wholeBaseOf(facts).some((base) => [...(base?.steady.values() ?? [])].includes('passed'));
  if (facts.rules < 7 || !hadPassing) return '';
  const edited = changes.flatMap(({ path, kind, change }) =>
    kind === 'test' && change !== 'added' ? [path] : [],
  );
  const files = edited.length === 0 ? 'the file of the test that is to show it' : named(edited);
  return `: tests that were there before and pass on both sides show nothing of the change, even where an assertion was added to them. Add a test with a name of its own, or allow changes to ${files} with --allow-changes, by which its tests count if they fail without the change`;
}
