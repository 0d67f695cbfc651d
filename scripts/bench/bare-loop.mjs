/**
 * The loop that proofloop is compared with: the same requests through the same client, the same shell commands, and
 * nothing else. No log, no sandbox, no snapshots, no checks. Plain JavaScript, so that node need not strip types.
 * Usage: node bare-loop.mjs <base URL> <file with opening requests> <folder for commands> [<runs at once>]
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import OpenAI from 'openai';

const [baseURL, openingsPath, folder, runs = '1'] = process.argv.slice(2);
const openings = JSON.parse(await readFile(openingsPath, 'utf8'));
const client = new OpenAI({ baseURL, apiKey: 'none', maxRetries: 0 });

/** One run: role call after role call, each until it asks for no more tools. */
async function run() {
  for (const opening of openings) {
    const input = [...opening.input];
    for (;;) {
      const response = await respond({ ...opening, input });
      const calls = response.output.filter((item) => item.type === 'function_call');
      for (const item of calls) {
        const { type, call_id, name } = item;
        input.push({ type, call_id, name, arguments: item.arguments });
      }
      for (const call of calls) {
        const output = await shell(JSON.parse(call.arguments).command);
        input.push({ type: 'function_call_output', call_id: call.call_id, output });
      }
      if (calls.length === 0) {
        JSON.parse(
          response.output
            .flatMap((item) => item.content ?? [])
            .map((part) => part.text)
            .join(''),
        );
        break;
      }
    }
  }
}

async function respond(body) {
  let response;
  for await (const event of await client.responses.create(body)) {
    if (event.type === 'response.completed') response = event.response;
  }
  return response;
}

async function shell(command) {
  const child = spawn('/bin/bash', ['-c', command], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  const outputs = Promise.all([text(child.stdout), text(child.stderr)]);
  const [exitCode] = await once(child, 'close');
  return `exit code ${exitCode}\n${(await outputs).join('')}`;
}

await Promise.all(Array.from({ length: Number(runs) }, run));
