import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const script = resolve(import.meta.dirname, '../scripts/bench.ts');

test.runIf(process.platform === 'linux')(
  'the bench measures both sides and leaves nothing behind',
  async () => {
    const before = await readdir(tmpdir());
    const { stdout } = await promisify(execFile)(process.execPath, [script, '--quick']);
    const lines = stdout.match(/^(met|NOT MET) .*\n .*, goal .* \(.*\)$/gm) ?? [];
    expect(lines).toHaveLength(31);
    // What does not depend on how busy the machine is.
    expect(lines.filter((line) => /(requests|git processes|state|package|bundle)/.test(line))).toEqual(
      Array.from({ length: 7 }, () => expect.stringMatching(/^met /)),
    );
    const left = (await readdir(tmpdir())).filter((name) => name.startsWith('proofloop-bench-'));
    expect(left.filter((name) => !before.includes(name)).map((name) => join(tmpdir(), name))).toEqual([]);
  },
);
