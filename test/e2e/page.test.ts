import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { startLive } from '../support/live-run.ts';
import { openPage, servePageOf, useBrowser } from '../support/page.ts';
import { readEvents, runProgram } from '../support/program.ts';
import { coderOutput, plannerOutput, testerOutput, workItem } from '../support/role-outputs.ts';
import {
  endpointFor,
  otherSum,
  playScript,
  repositoryWith,
  sumFix,
  sumProject,
  temporaryFolder,
} from '../support/run-fixture.ts';
import { type Answer, finalJson, toolCalls } from '../support/scripted-answers.ts';
import { always, answers } from '../support/scripted-endpoint.ts';
import { patch } from '../support/tool-answers.ts';

const browser = useBrowser();

/** Does an action of the page's bar, and leaves what came of it in sight. */
async function act(page: Page, action: string): Promise<string> {
  await page.locator('.actions > button', { hasText: action }).click();
  await page.locator('dialog button.main').click();
  const said = page.locator('dialog [role=status], dialog .problem');
  await said.first().waitFor();
  return (await page.locator('dialog').textContent()) ?? '';
}

async function leaveDialog(page: Page): Promise<void> {
  await page.locator('dialog button', { hasText: 'close' }).click();
}

/** Presses Tab until this has the focus. */
async function tabTo(page: Page, wanted: Locator): Promise<void> {
  for (let pressed = 0; pressed < 80; pressed += 1) {
    await page.keyboard.press('Tab');
    if ((await wanted.and(page.locator(':focus')).count()) > 0) return;
  }
  throw new Error(`the key does not reach ${wanted}`);
}

/** How far the page reaches beyond the window's right edge, in pixels. */
async function overhang(page: Page, width: number): Promise<number> {
  await page.setViewportSize({ width, height: 800 });
  return page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
}

/** A run whose coder waits for its first answer until it is given. */
async function waitingRun() {
  const [folder, home] = [await repositoryWith(sumProject), await temporaryFolder()];
  const [waiting, given] = [Promise.withResolvers<void>(), Promise.withResolvers<Answer>()];
  const endpoint = await endpointFor(async ({ role, step }) => {
    if (role === 'planner') return finalJson(plannerOutput({ done_flag: true, tasks: [workItem('sum')] }));
    if (role === 'tester') return finalJson(testerOutput());
    if (step > 1) return finalJson(coderOutput({ completed_task_ids: ['sum'] }));
    waiting.resolve();
    return given.promise;
  });
  const args = ['run', '--json', '--task', 'Mend the sum.', '--verify', 'sh check.sh', '--sandbox', 'off'];
  const run = startLive({ args: [...args, '--base-url', endpoint.baseUrl], folder, home });
  await waiting.promise;
  const goOn = () => given.resolve(toolCalls([{ name: 'apply_patch', args: { patch: sumFix } }]));
  return { folder, home, run, goOn };
}

describe('the page of a live run', () => {
  test('follows it to its end, goes back to any event, stops, resumes, forks and applies it', async () => {
    const { folder, home, run, goOn } = await waitingRun();
    const page = await openPage(browser(), await servePageOf(home, folder));
    await page.locator('.runs li.live a', { hasText: 'Mend the sum.' }).click();
    await page.locator('h1', { hasText: 'coding: iteration 1 of 8' }).waitFor();
    // The secret is taken out of the address, where others could read it.
    expect(page.url()).toMatch(/#\/run\/\d{8}-\d{9}-[0-9a-f]+$/);

    expect(await act(page, 'stop')).toContain('Done.');
    await leaveDialog(page);
    await page.locator('h1', { hasText: 'stopped: interrupted' }).waitFor();
    expect((await run.ended).exitCode).toBe(130);

    goOn();
    expect(await act(page, 'resume')).toContain('It has begun.');
    await leaveDialog(page);
    await page.locator('h1', { hasText: 'completed: all gates met' }).waitFor();
    await page.locator('.gates .met', { hasText: 'tests_passed' }).waitFor();
    await page.locator('.diff', { hasText: 'echo $(($1 + $2))' }).waitFor();

    const scrubber = page.locator('.scrubber input');
    await scrubber.fill('3');
    await page.locator('.scrubber output', { hasText: /^event 3 of/ }).waitFor();
    await page.locator('h1', { hasText: 'planning: iteration 1 of 8' }).waitFor();
    await page.locator('.scrubber button').click();
    await page.locator('h1', { hasText: 'completed' }).waitFor();

    const runId = page.url().split('/').at(-1) ?? '';
    expect(await act(page, 'apply')).toContain('Done.');
    await leaveDialog(page);
    expect(await readFile(join(folder, 'sum.sh'), 'utf8')).toContain('$1 + $2');

    await act(page, 'fork at iteration 1');
    await page.locator('dialog', { hasText: 'It has begun.' }).waitFor();
    const link = page.locator('dialog a');
    const newId = (await link.textContent()) ?? '';
    expect(newId).not.toBe(runId);
    await link.click();
    await page.locator('h1', { hasText: 'completed: all gates met' }).waitFor();
    const events = await readEvents(join(home, 'runs', newId, 'loop.jsonl'));
    expect(events[0]).toMatchObject({ payload: { forked_from: { run_id: runId, iteration: 1 } } });
  });

  test('offers to go on with a run whose process was killed, without being loaded anew', async () => {
    const { folder, home, run } = await waitingRun();
    const page = await openPage(browser(), await servePageOf(home, folder));
    await page.locator('.runs li.live a', { hasText: 'Mend the sum.' }).click();
    await page.locator('.actions > button', { hasText: 'stop' }).waitFor();
    run.child.kill('SIGKILL');
    await page.locator('.actions > button', { hasText: 'resume' }).waitFor();
    expect(await page.locator('.actions > button', { hasText: 'stop' }).count()).toBe(0);
  });

  test('a run that needs review says why on its first screen, and is accepted there', async () => {
    const repository = await repositoryWith(sumProject);
    const script = answers({
      planner: [always(finalJson(plannerOutput({ done_flag: true })))],
      coder: [patch(otherSum), always(finalJson(coderOutput()))],
      tester: [always(finalJson(testerOutput()))],
    });
    const { home } = await playScript(repository, script, ['--task', 'Multiply.', '--verify', 'sh check.sh']);
    const page = await openPage(browser(), await servePageOf(home, repository));
    const row = page.locator('.runs li.attention', { hasText: 'Multiply.' });
    expect(await row.locator('.reason').textContent()).toMatch(/^tests_passed: .*check\.sh/);
    // The keyboard alone reaches it, each of its moments, and what can be done to it.
    await tabTo(page, row.locator('a'));
    await page.keyboard.press('Enter');
    const reason = page.locator('.headline .reason');
    await reason.waitFor();
    expect(await reason.textContent()).toMatch(/^Not done: tests_passed: .*check\.sh/);
    const place = await reason.boundingBox();
    expect((place?.y ?? Number.POSITIVE_INFINITY) < 400).toBe(true);
    expect(await page.title()).toMatch(/^proofloop \d\/8 stopped: Multiply\.$/);
    await tabTo(page, page.locator('.actions > button', { hasText: 'accept' }));
    await page.keyboard.press('Enter');
    await page.locator('dialog button.main').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('dialog button.main').waitFor({ state: 'hidden' });
    await tabTo(page, page.locator('.scrubber input'));
    for (const key of ['Home', 'ArrowRight']) await page.keyboard.press(key);
    await page.locator('.scrubber output', { hasText: /^event 2 of/ }).waitFor();
    await page.keyboard.press('End');
    await page.locator('h1', { hasText: 'stopped: needs review' }).waitFor();
    expect([await overhang(page, 400), await overhang(page, 1600), await overhang(page, 1280)]).toEqual([
      0, 0, 0,
    ]);
    expect(await act(page, 'accept')).toContain('Done.');
    await leaveDialog(page);
    await page.locator('h1', { hasText: 'completed: all gates met' }).waitFor();

    // The same run as a file, opened from the disk.
    const file = join(home, 'run.html');
    const exported = await runProgram({
      args: ['export', 'latest', '--html', file],
      folder: repository,
      home,
    });
    expect(exported).toEqual({ exitCode: 0, stdout: `${file}\n`, stderr: '' });
    const asked: string[] = [];
    const alone = await openPage(browser(), 'about:blank');
    alone.on('request', (request) => asked.push(request.url()));
    await alone.goto(`file://${file}`);
    await alone.locator('h1', { hasText: 'completed: all gates met' }).waitFor();
    await alone.locator('.diff', { hasText: 'check.sh' }).waitFor();
    expect(await alone.locator('.actions').count()).toBe(0);
    expect(asked.filter((url) => !url.startsWith('data:'))).toEqual([`file://${file}`]);
  });
});
