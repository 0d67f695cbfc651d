import { text } from 'node:stream/consumers';
import { applyPatch } from './apply-hunks.ts';

/** Applies the patch on standard input to the current folder and prints `{"ok":...,"message":...,"paths":[...]}`. */
const outcome = await applyPatch(process.cwd(), await text(process.stdin));
const { ok, message } = outcome;
const paths = outcome.ok
  ? outcome.files.flatMap((file) => (file.change === 'moved' ? [file.from, file.path] : [file.path]))
  : [];
process.stdout.write(`${JSON.stringify({ ok, message, paths })}\n`);
