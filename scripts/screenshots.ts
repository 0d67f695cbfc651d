/**
 * Makes pictures of the page's screens, each at 1280x800 and 400x800, in light and dark: of the demo's run, of one that
 * stands still, of one at work, and of a broken log, all of them made here. Usage: npm run screenshots -- [<folder>]
 * Without a folder the pictures that the papers show are made anew in docs/images.
 */
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { endOfProgram, runProgram, startProgram } from '../test/support/program.ts';
import { coderOutput, plannerOutput, testerOutput, workItem } from '../test/support/role-outputs.ts';
import { type Answer, finalJson, hang } from '../test/support/scripted-answers.ts';
import { type Script, startScriptedEndpoint } from '../test/support/scripted-endpoint.ts';
import { patch, shell } from '../test/support/tool-answers.ts';

const sizes = { wide: { width: 1280, height: 800 }, narrow: { width: 400, height: 800 } };
const schemes = ['light', 'dark'] as const;

/** Those that the papers show. */
const inPapers = ['list-wide-light', 'run-wide-light', 'still-wide', 'still-narrow'];

const brokenId = '20261101-080000000-0bad';

const check = '#!/bin/sh\n[ "$(sh sum.sh 2 3)" = 5 ] || { echo "2 + 3 is not 5"; exit 1; }\n';

/** The check is changed to fit another result: the run stands still until a person has allowed that. */
const otherSum =
  '*** Begin Patch\n*** Update File: sum.sh\n@@\n-echo $(($1 - $2))\n+echo $(($1 * $2))\n' +
  '*** Update File: check.sh\n@@\n-[ "$(sh sum.sh 2 3)" = 5 ] || { echo "2 + 3 is not 5"; exit 1; }\n' +
  '+[ "$(sh sum.sh 2 3)" = 6 ] || { echo "2 * 3 is not 6"; exit 1; }\n*** End Patch';

const scriptWith =
  (coder: (step: number) => Answer): Script =>
  ({ role, step }) => {
    const tasks = [workItem('sum', { title: 'Make sum.sh give the product of its two arguments' })];
    if (role === 'planner') return finalJson(plannerOutput({ done_flag: true, tasks }));
    return role === 'tester' ? finalJson(testerOutput()) : coder(step);
  };

const options = ['--verify', 'sh check.sh', '--sandbox', 'off', '--json'];

const asked = process.argv[2];
const folder = asked === undefined ? resolve(import.meta.dirname, '../docs/images') : resolve(asked);
const scene = await mkdtemp(join(tmpdir(), 'proofloop-screenshots-'));
const repository = join(scene, 'sums');
let home = '';
try {
  await mkdir(folder, { recursive: true });
  await makePictures();
} finally {
  await rm(scene, { recursive: true, force: true });
}

async function makePictures(): Promise<void> {
  // The demo makes a home of its own, to which the other runs come.
  const demo = { args: ['demo', '--keep'], folder: scene, home: scene, environment: { TMPDIR: scene } };
  const { stdout } = await runProgram(demo);
  home = /export PROOFLOOP_HOME=(\S+)/.exec(stdout)?.[1] ?? '';
  if (home === '') throw new Error(`the demo keeps nothing: ${stdout}`);
  await makeRepository();
  const standing = await endedRun(otherSum, 'Multiply the two numbers.');
  await breakLog();
  const working = await workingRun();
  const server = startProgram({ args: ['ui'], folder: scene, home });
  const [address] = (await once(server.stdout as NodeJS.ReadableStream, 'data')) as [Buffer];
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
  });
  try {
    for (const [size, viewport] of Object.entries(sizes)) {
      for (const scheme of schemes) {
        const page = await openPage(browser, String(address).trim(), { viewport, scheme });
        const take = async (screen: string) => {
          const name = `${screen}-${size}-${scheme}`;
          if (asked === undefined && !inPapers.some((begin) => name.startsWith(begin))) return;
          await page.screenshot({
            path: join(folder, `${name}.png`),
            animations: 'disabled',
          });
        };
        await takeScreens(page, take, { standing, working: working.runId });
        await page.context().close();
      }
    }
  } finally {
    await browser.close();
    server.kill('SIGTERM');
    await working.end();
  }
}

async function openPage(
  browser: Browser,
  address: string,
  { viewport, scheme }: { viewport: { width: number; height: number }; scheme: 'light' | 'dark' },
): Promise<Page> {
  const context = await browser.newContext({ viewport, colorScheme: scheme });
  const page = await context.newPage();
  await page.goto(address);
  await page.locator('.runs li').nth(3).waitFor();
  return page;
}

async function takeScreens(
  page: Page,
  take: (screen: string) => Promise<void>,
  { standing, working }: { standing: string; working: string },
): Promise<void> {
  await take('list');
  const rows = await page.evaluate<string[]>(
    "[...document.querySelectorAll('.runs li a')].map((link) => link.getAttribute('href'))",
  );
  const done = rows.find(
    (href) => ![standing, working].some((id) => href.endsWith(id)) && !href.endsWith(brokenId),
  );
  const open = async (hash: string | null | undefined) => {
    await page.evaluate(`location.hash = ${JSON.stringify(hash)}`);
    await page.locator('h1').first().waitFor();
  };
  await open(done);
  await page.locator('.diff details').first().waitFor();
  await take('run');
  for (const [screen, panel] of [
    ['tests', 'Tests'],
    ['changes', 'Changes'],
    ['log', 'Log'],
  ] as const) {
    await page.evaluate(`document.querySelector('section[aria-label=${panel}]').scrollIntoView()`);
    await take(screen);
  }
  await open(`#/run/${standing}`);
  await page.locator('.headline .reason').waitFor();
  await page.evaluate('scrollTo(0, 0)');
  await take('still');
  await page.locator('.actions > button', { hasText: 'resume' }).click();
  await take('dialog');
  await page.keyboard.press('Escape');
  await open(`#/run/${working}`);
  await page.locator('.headline .live').waitFor();
  await take('working');
  await open(`#/run/${brokenId}`);
  await page.locator('.problem').waitFor();
  await take('broken');
  await open(`#/compare/${standing}/${done?.split('/').at(-1)}`);
  await page.locator('.compared').waitFor();
  await take('compare');
}

/** A run whose log is damaged. */
async function breakLog(): Promise<void> {
  const folder = join(home, 'runs', brokenId);
  await mkdir(folder);
  await writeFile(join(folder, 'loop.jsonl'), '{"ts":"2026-11-01T08:00:00.000Z"\n{}\n');
}

async function makeRepository(): Promise<void> {
  await mkdir(repository);
  await writeFile(join(repository, 'sum.sh'), '#!/bin/sh\necho $(($1 - $2))\n');
  await writeFile(join(repository, 'check.sh'), check);
  const identity = ['-c', 'user.name=User', '-c', 'user.email=user@example.org'];
  for (const args of [
    ['init', '--quiet', '-b', 'main'],
    ['add', '-A'],
    ['commit', '--quiet', '-m', 'first'],
  ]) {
    execFileSync('git', [...identity, ...args], { cwd: repository });
  }
}

/** Plays a run to its end; resolves with its id. */
async function endedRun(change: string, task: string): Promise<string> {
  const done = finalJson(coderOutput({ completed_task_ids: ['sum'] }));
  const endpoint = await startScriptedEndpoint(scriptWith((step) => (step === 1 ? patch(change) : done)));
  const args = ['run', '--base-url', endpoint.baseUrl, '--task', task, ...options];
  const { stdout } = await runProgram({ args, folder: repository, home });
  await endpoint.close();
  return idIn(stdout);
}

/** A run whose coder waits for its third answer. */
async function workingRun(): Promise<{ runId: string; end: () => Promise<void> }> {
  const { promise: isWaiting, resolve: waits } = Promise.withResolvers<void>();
  const endpoint = await startScriptedEndpoint(
    scriptWith((step) => {
      if (step <= 2) return shell(step === 1 ? 'cat sum.sh check.sh' : 'sh check.sh');
      waits();
      return hang();
    }),
  );
  const args = [
    'run',
    '--base-url',
    endpoint.baseUrl,
    '--task',
    'Mend sum.sh: 2 and 3 must give 5.',
    ...options,
  ];
  const child = startProgram({ args, folder: repository, home });
  const ended = endOfProgram(child);
  const [first] = (await once(child.stdout as NodeJS.ReadableStream, 'data')) as [Buffer];
  await isWaiting;
  return {
    runId: idIn(String(first)),
    end: async () => {
      child.kill('SIGINT');
      await ended;
      await endpoint.close();
    },
  };
}

function idIn(lines: string): string {
  return (JSON.parse(lines.split('\n', 1)[0] ?? '') as { payload: { run_id: string } }).payload.run_id;
}
