import { text } from 'node:stream/consumers';
import { applyPatch } from './apply.ts';

/** Applies the patch on standard input to the current folder and prints `{"ok":...,"message":...}`. */
const outcome = await applyPatch(process.cwd(), await text(process.stdin));
process.stdout.write(`${JSON.stringify({ ok: outcome.ok, message: outcome.message })}\n`);
