import { mkdir, writeFile } from 'node:fs/promises';
import { configurationReference } from '../src/config/configuration-reference.ts';

/** Writes docs/configuration.md from the table of settings. */
const docs = new URL('../docs/', import.meta.url);
await mkdir(docs, { recursive: true });
await writeFile(new URL('configuration.md', docs), configurationReference());
