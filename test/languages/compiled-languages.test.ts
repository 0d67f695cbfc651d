import { compiled } from './ecosystems.ts';
import { playEcosystem } from './play-ecosystem.ts';

for (const ecosystem of compiled) playEcosystem(ecosystem);
