import { sha256Hex } from '../text/sha256-hex.ts';
import type { WorkItem } from './work-item.ts';

/** What progress is measured by: facts only, no free text. */
export interface ProgressFacts {
  tree: string;
  items: readonly WorkItem[];
  testsPassed: boolean;
  doneFlag: boolean;
  failingTests: readonly string[];
}

/** SHA-256 (hex) of the facts, the same for the same facts in any order of items and tests. */
export function fingerprint(facts: ProgressFacts): string {
  const items = facts.items.map((item) => [item.task_id, item.status]).sort(byText);
  const failing = [...facts.failingTests].sort();
  const text = JSON.stringify([facts.tree, items, facts.testsPassed, facts.doneFlag, failing]);
  return sha256Hex(text);
}

function byText(a: string[], b: string[]): number {
  const [left, right] = [JSON.stringify(a), JSON.stringify(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}
