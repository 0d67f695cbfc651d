import { scripted } from './ecosystems.ts';
import { playEcosystem } from './play-ecosystem.ts';

for (const ecosystem of scripted) playEcosystem(ecosystem);
