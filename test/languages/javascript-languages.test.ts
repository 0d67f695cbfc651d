import { javascript } from './ecosystems.ts';
import { playEcosystem } from './play-ecosystem.ts';

for (const ecosystem of javascript) playEcosystem(ecosystem);
