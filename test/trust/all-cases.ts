import { javascriptCheats } from './cases/javascript-cheats.ts';
import type { TrustCase } from './trust-case.ts';

export const trustCases: readonly TrustCase[] = [...javascriptCheats];
