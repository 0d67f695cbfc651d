import { describe, expect, test } from 'vitest';
import { payloadsOf } from '../support/program.ts';
import { coderOutput, plannerOutput, testerOutput } from '../support/role-outputs.ts';
import { playScript, repositoryWith, sumProject } from '../support/run-fixture.ts';
import { finalJson } from '../support/scripted-answers.ts';
import { answers } from '../support/scripted-endpoint.ts';
import { shell } from '../support/tool-answers.ts';
import { writtenForms } from '../support/written-forms.ts';

const secret = 'sk-canary-3141592653589793';
const knowing = { OPENAI_API_KEY: secret };
const unaware = { OPENAI_API_KEY: 'another-key-altogether' };
const args = ['--task', 'Write it down.', '--verify', 'true', '--max-iterations', '1'];

/** What is shifted byte by byte must be ASCII. */
const forms = Object.entries(writtenForms)
  .map(([name, write]) => ({ name, text: write(secret) }))
  .filter(({ text }) => Buffer.byteLength(text) === text.length);

/** The secret in each form, in files of the base that nothing finds it in: each byte is one more than it should be. */
const shifted = Object.fromEntries(
  forms.map(({ name, text }) => [
    `shifted/${name}`,
    [...text].map((character) => String.fromCharCode(character.charCodeAt(0) + 1)).join(''),
  ]),
);
const shiftBack = "LC_ALL=C tr '\\001-\\377\\000' '\\000-\\377'";

/** A run whose coder gives this one command. */
async function runOf(command: string, environment: Record<string, string>) {
  const script = answers({
    planner: [finalJson(plannerOutput({ done_flag: true }))],
    coder: [shell(command), finalJson(coderOutput())],
    tester: [finalJson(testerOutput())],
  });
  return playScript(await repositoryWith({ ...sumProject, ...shifted }), script, args, environment);
}

/** Every string of the value, each on its own. */
function stringsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return value === null || typeof value !== 'object' ? [] : Object.values(value).flatMap(stringsOf);
}

const showAll = `for file in shifted/*; do echo "<$file>"; ${shiftBack} < $file; echo; done`;
const writeAll = `mkdir written; for file in shifted/*; do ${shiftBack} < $file > written/$(basename $file); done`;

/** The forms that stand in a text of the log or of a request. */
async function shownBy(environment: Record<string, string>): Promise<{ log: string[]; requests: string[] }> {
  const run = await runOf(`${showAll}; echo change > new.txt`, environment);
  expect(run.summary.phase).toBe('completed');
  const inOneOf = (texts: string[]) =>
    forms.filter(({ text }) => texts.some((shown) => shown.includes(text))).map(({ name }) => name);
  return {
    log: inOneOf(stringsOf(run.events)),
    requests: inOneOf(stringsOf(run.endpoint.requests.map(({ body }) => body))),
  };
}

describe('a secret in any of its forms', () => {
  test('reaches neither the log nor a request', async () => {
    expect(await shownBy(knowing)).toEqual({ log: [], requests: [] });
  });

  test('control: reaches both where it is no secret', async () => {
    const { log, requests } = await shownBy(unaware);
    const all = forms.map(({ name }) => name);
    expect(all.length).toBeGreaterThan(20);
    expect(log).toEqual(all);
    expect(requests).toEqual(all);
  });

  test('is not delivered', async () => {
    const run = await runOf(writeAll, knowing);
    expect(run.summary).toMatchObject({ phase: 'stopped', branch: null });
    const error = payloadsOf(run.events, 'iteration_failed')[0]?.error;
    const refused = /stands in (.*): take it out/.exec(error ?? '')?.[1]?.split(', ');
    expect(refused).toEqual(forms.map(({ name }) => `written/${name}`).toSorted());
  });

  test('control: is delivered where it is no secret', async () => {
    const run = await runOf(writeAll, unaware);
    expect(run.summary).toMatchObject({
      phase: 'completed',
      artifacts: forms.map(({ name }) => `written/${name}`).toSorted(),
    });
  });
});

const joined = "s=sk-canary-''3141592653589793";
const outsideOfFiles = {
  'the name of a file': ['touch "$s"', 'the name of [redacted]'],
  'the name of a folder': [
    'mkdir "of-$s"; echo text > "of-$s/file.txt"',
    'the name of of-[redacted]/file.txt',
  ],
  'a name in hex': ['touch "$(printf %s "$s" | od -An -v -tx1 | tr -d " \\n")"', 'the name of [redacted]'],
  'the target of a link': ['ln -s "keys/$s" link', 'link'],
} as const;

describe.each(Object.entries(outsideOfFiles))('a secret in %s', (_, [command, place]) => {
  test('is not delivered', async () => {
    const run = await runOf(`${joined}; ${command}`, knowing);
    expect(run.summary).toMatchObject({ phase: 'stopped', branch: null });
    expect(payloadsOf(run.events, 'iteration_failed')[0]?.error).toContain(`stands in ${place}: take it out`);
  });

  test('control: is delivered where it is no secret', async () => {
    const run = await runOf(`${joined}; ${command}`, unaware);
    expect(run.summary).toMatchObject({ phase: 'completed', artifacts: [expect.any(String)] });
  });
});
