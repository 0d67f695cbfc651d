import { spawnSync } from 'node:child_process';
import { createPrivateKey } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { signedEnvelope } from '../src/certificate/envelope.ts';
import { certificate } from '../src/certificate/statement.ts';
import { newKeyPair } from '../src/certificate/testing.ts';
import { playRun, runOptions, textAnswer, toolAnswer } from './support/pure-run.ts';
import { coderOutput, plannerOutput, testerOutput } from './support/role-outputs.ts';
import { temporaryFolder } from './support/run-fixture.ts';

const page = await readFile(new URL('../docs/certificate.md', import.meta.url), 'utf8');

test('every field of a certificate is documented, and no other', () => {
  const { events } = playRun(runOptions({ max_iterations: 1 }), {
    model: (role, _iteration, attempt) => {
      if (role === 'planner') return textAnswer(plannerOutput({ done_flag: true }));
      if (role === 'tester') return textAnswer(testerOutput());
      return attempt === 1 ? toolAnswer('true') : textAnswer(coderOutput());
    },
    tree: () => 'tree-1',
  });
  const statement = certificate(events, '') ?? expect.fail('the run did not complete');
  const { proofloop, ...predicate } = statement.predicate;
  const documented = [...page.matchAll(/^\| (`.+?`) \| [^|]+ \|$/gm)].flatMap(([, names]) =>
    (names ?? '').replaceAll('`', '').split(', '),
  );
  // Those of the tests that a run warns of stand in `warnedTests`.
  const actual = ['subject', ...Object.keys(predicate), ...Object.keys(proofloop)].filter(
    (name) => name !== 'flaky_tests',
  );
  expect(documented.sort()).toEqual(actual.sort());
});

test('the check of a signature by hand finds a changed statement, and nothing in a sound one', async () => {
  const script =
    page
      .split('```sh\n')
      .find((block) => block.startsWith('field()'))
      ?.split('```')[0] ?? '';
  const folder = await temporaryFolder();
  const { privateKey, publicKey } = newKeyPair();
  const statement = '{"_type": "Größe"}\n';
  const envelope = signedEnvelope(Buffer.from(statement), createPrivateKey(privateKey));
  await writeFile(join(folder, 'public.pem'), publicKey);
  await writeFile(join(folder, 'certificate.json'), statement);
  const check = async (text: string) => {
    await writeFile(join(folder, 'certificate.dsse.json'), text);
    const { status, stdout } = spawnSync('sh', ['-c', script], { cwd: folder, encoding: 'utf8' });
    return { status, verified: stdout.includes('Signature Verified Successfully') };
  };
  expect(await check(envelope)).toEqual({ status: 0, verified: true });
  const other = Buffer.from('{"_type": "Grösse"}\n').toString('base64');
  const forged = envelope.replace(/"payload": "[^"]*"/, `"payload": "${other}"`);
  expect(await check(forged)).toEqual({ status: 1, verified: false });
});
