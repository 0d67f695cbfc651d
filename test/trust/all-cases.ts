import { awarenessCheats } from './cases/awareness-cheats.ts';
import { brokenBases } from './cases/broken-bases.ts';
import { coinCheats } from './cases/coin-cheats.ts';
import { commandsWithMore } from './cases/commands-with-more.ts';
import { compiledCheats } from './cases/compiled-cheats.ts';
import { configurationCheats } from './cases/configuration-cheats.ts';
import { exactCheats } from './cases/exact-cheats.ts';
import { honestWork } from './cases/honest-work.ts';
import { javascriptCheats } from './cases/javascript-cheats.ts';
import { judgeCheats } from './cases/judge-cheats.ts';
import { mendedWhileTested } from './cases/mended-while-tested.ts';
import { nativeCheats } from './cases/native-cheats.ts';
import { pythonCheats } from './cases/python-cheats.ts';
import { reportCases } from './cases/report-cheats.ts';
import { scriptCases } from './cases/script-cheats.ts';
import { sealedCheats } from './cases/sealed-cheats.ts';
import { surroundingCheats } from './cases/surrounding-cheats.ts';
import { tableCheats } from './cases/table-cheats.ts';
import { toolsBesideTests } from './cases/tools-beside-tests.ts';
import { useCheats } from './cases/use-cheats.ts';
import { weakProofs } from './cases/weak-proofs.ts';
import { workCheats } from './cases/work-cheats.ts';
import type { TrustCase } from './trust-case.ts';

export const trustCases: readonly TrustCase[] = [
  ...javascriptCheats,
  ...configurationCheats,
  ...pythonCheats,
  ...compiledCheats,
  ...judgeCheats,
  ...awarenessCheats,
  ...mendedWhileTested,
  ...surroundingCheats,
  ...exactCheats,
  ...scriptCases,
  ...tableCheats,
  ...nativeCheats,
  ...sealedCheats,
  ...coinCheats,
  ...reportCases,
  ...useCheats,
  ...workCheats,
  ...weakProofs,
  ...honestWork,
  ...brokenBases,
  ...commandsWithMore,
  ...toolsBesideTests,
];
