import type { ProtectedChange } from '../core/protected/protection.ts';
import { plainLine } from './plain-text.ts';

/** `test/sum.test.ts (modified)` */
export function protectedChangeText({ path, change }: ProtectedChange): string {
  return `${plainLine(path)} (${change})`;
}
