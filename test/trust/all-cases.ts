import { brokenBases } from './cases/broken-bases.ts';
import { compiledCheats } from './cases/compiled-cheats.ts';
import { configurationCheats } from './cases/configuration-cheats.ts';
import { honestWork } from './cases/honest-work.ts';
import { javascriptCheats } from './cases/javascript-cheats.ts';
import { judgeCheats } from './cases/judge-cheats.ts';
import { pythonCheats } from './cases/python-cheats.ts';
import { workCheats } from './cases/work-cheats.ts';
import type { TrustCase } from './trust-case.ts';

export const trustCases: readonly TrustCase[] = [
  ...javascriptCheats,
  ...configurationCheats,
  ...pythonCheats,
  ...compiledCheats,
  ...judgeCheats,
  ...workCheats,
  ...honestWork,
  ...brokenBases,
];
