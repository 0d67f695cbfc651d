import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openPage, servePageOf, useBrowser } from '../support/page.ts';
import { runProgram } from '../support/program.ts';
import { coderOutput, plannerOutput, testerOutput, workItem } from '../support/role-outputs.ts';
import { playScript, repositoryWith, sumProject, temporaryFolder } from '../support/run-fixture.ts';
import { finalJson } from '../support/scripted-answers.ts';
import { always, answers } from '../support/scripted-endpoint.ts';
import { patch } from '../support/tool-answers.ts';

const browser = useBrowser();

interface Sent {
  method?: string;
  path: string;
  headers?: Record<string, string>;
}

/** What the server of this address answers to a request with exactly these headers. */
function ask(
  url: string,
  { method = 'GET', path, headers = {} }: Sent,
): Promise<{ status: number; body: string }> {
  const { port } = new URL(url);
  return new Promise((answered, failed) => {
    const sent = request({ host: '127.0.0.1', port, method, path, headers }, (response) => {
      const status = response.statusCode ?? 0;
      // A stream has no end; that it was let in is what is asked.
      if (response.headers['content-type']?.startsWith('text/event-stream')) {
        response.destroy();
        answered({ status, body: '' });
        return;
      }
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => answered({ status, body: Buffer.concat(chunks).toString('utf8') }));
    });
    sent.once('error', failed);
    sent.end(method === 'POST' ? '{}' : undefined);
  });
}

/** A server as a careless program would have it: it answers whoever asks, and counts. */
async function carelessServer(): Promise<{ port: number; posts: () => number }> {
  let posts = 0;
  const server = createServer((asked, answer) => {
    if (asked.method === 'POST') posts += 1;
    answer.setHeader('Content-Type', 'text/html');
    answer.end('<title>careless</title>the runs');
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => void server.close());
  return { port: (server.address() as AddressInfo).port, posts: () => posts };
}

describe('who may ask the page', () => {
  test('each answer needs the token; the cookie of the first visit reads the event stream and nothing else', async () => {
    const repository = await repositoryWith(sumProject);
    const script = answers({ planner: [always(finalJson(plannerOutput()))] });
    const { summary, home } = await playScript(repository, script, [
      '--task',
      'x',
      '--max-iterations',
      '1',
      '--verify',
      'true',
    ]);
    const url = await servePageOf(home, home);
    const { host, hash } = new URL(url);
    const Authorization = `Bearer ${hash.slice(1)}`;
    const status = async (sent: Sent) => (await ask(url, sent)).status;
    const own = { Host: host, Authorization };
    const run = `/api/runs/${summary.run_id}`;

    expect(await status({ path: '/api/runs', headers: own })).toBe(200);
    expect(await status({ path: '/api/runs', headers: { Host: host } })).toBe(401);
    expect(await status({ path: '/api/runs', headers: { ...own, Authorization: 'Bearer x' } })).toBe(401);
    for (const foreign of ['evil.test', `evil.test:${new URL(url).port}`, '127.0.0.1:1']) {
      expect(await status({ path: '/', headers: { Host: foreign } }), foreign).toBe(403);
      expect(await status({ path: run, headers: { ...own, Host: foreign } }), foreign).toBe(403);
    }
    for (const Origin of ['http://evil.test', 'null', `http://127.0.0.1:1`, `https://${host}`]) {
      expect(await status({ path: run, headers: { ...own, Origin } }), Origin).toBe(403);
    }
    expect(await status({ path: run, headers: { ...own, 'Sec-Fetch-Site': 'cross-site' } })).toBe(403);
    // Nothing but a run of this machine is read, whatever the address names.
    expect(await status({ path: `/api/runs/${encodeURIComponent('/etc/passwd')}`, headers: own })).toBe(404);

    const session = await fetch(`${new URL(url).origin}/api/session`, {
      method: 'POST',
      headers: { Authorization },
    });
    const [cookie = ''] = (session.headers.get('set-cookie') ?? '').split(';');
    expect(session.headers.get('set-cookie')).toMatch(/HttpOnly; SameSite=Strict$/);
    expect(session.headers.get('access-control-allow-origin')).toBeNull();
    const visited = { Host: host, Cookie: cookie };
    expect(await status({ path: `${run}/events`, headers: visited })).toBe(200);
    expect(await status({ path: `${run}/events`, headers: { Host: host, Cookie: `${cookie}x` } })).toBe(401);
    expect(await status({ path: run, headers: visited })).toBe(401);
    expect(await status({ method: 'POST', path: `${run}/stop`, headers: visited })).toBe(401);
  });

  test('a page elsewhere can neither read it nor act by it, under its own name or under a name that points here', async () => {
    const home = await temporaryFolder();
    const url = await servePageOf(home, home);
    const { port } = new URL(url);
    const careless = await carelessServer();
    // A visit that has the cookie, as of a person who has the page open.
    const visit = await openPage(browser(), url);
    await visit.locator('h1', { hasText: 'Runs' }).waitFor();
    const page = await visit.context().newPage();

    // By a name of its own that points to this machine, the whole page would be of its origin.
    const rebound = await page.goto(`http://evil.test:${port}/`);
    expect(rebound?.status()).toBe(403);
    expect(await rebound?.text()).not.toContain('page.js');
    expect((await page.goto(`http://evil.test:${careless.port}/`))?.status()).toBe(200);

    // From there, the other server's address is asked with all that a page can send.
    const sent = (target: number) =>
      page.evaluate(async (to) => {
        const address = `http://127.0.0.1:${to}/api/runs/latest/stop`;
        const read = await fetch(address, { credentials: 'include' }).then(
          () => 'read',
          () => 'not read',
        );
        await fetch(address, { method: 'POST', mode: 'no-cors', credentials: 'include', body: '{}' }).catch(
          () => null,
        );
        return read;
      }, target);
    const before = careless.posts();
    expect(await sent(careless.port)).toBe('not read');
    expect(careless.posts()).toBe(before + 1);
    expect(await sent(Number(port))).toBe('not read');
    const blind = await ask(url, {
      method: 'POST',
      path: '/api/runs/latest/stop',
      headers: { Host: new URL(url).host, Origin: 'http://evil.test', 'Sec-Fetch-Site': 'cross-site' },
    });
    expect(blind).toEqual({
      status: 403,
      body: JSON.stringify({ error: 'a page elsewhere can neither read nor act here' }),
    });
  });
});

const hostile = [
  '<img src=x onerror="window.taken=1">',
  '<svg onload="window.taken=1">',
  '</script><script>window.taken=1</script>',
  '<!--<script>window.taken=1</script>',
  'javascript:window.taken=1',
  '\u202egnp.exe\u0007\u001b]0;title\u0007\u001b[2J',
  `${'A'.repeat(3000)}<iframe srcdoc="<script>parent.taken=1</script>">`,
].join(' ');

test('nothing that a model, a test or a file says runs in the page, nor in an exported file', async () => {
  const files = { ...sumProject, '<img src=x onerror=window.taken=1>.txt': 'x\n' };
  const repository = await repositoryWith(files);
  const change = `*** Begin Patch\n*** Add File: <svg onload=window.taken=1>.md\n+${hostile.replaceAll('\n', ' ')}\n*** End Patch`;
  const item = { ...workItem('a'), title: hostile, notes: hostile };
  const script = answers({
    planner: [always(finalJson(plannerOutput({ summary: hostile, tasks: [item] })))],
    coder: [patch(change), always(finalJson(coderOutput({ summary: hostile, notes: hostile })))],
    tester: [always(finalJson(testerOutput({ tests_passed: false, summary: hostile, failures: [hostile] })))],
  });
  const args = ['--task', hostile, '--verify', 'sh check.sh', '--max-iterations', '1'];
  const { home } = await playScript(repository, script, args);
  const page = await openPage(browser(), await servePageOf(home, repository));
  await page.locator('.runs a').click();
  await page.locator('.diff details').first().waitFor();
  await page.locator('.log .row').nth(3).click();
  await page.locator('.opened').waitFor();
  const taken = () => page.evaluate(() => (globalThis as { taken?: number }).taken ?? 0);
  expect(await taken()).toBe(0);

  const file = join(home, 'run.html');
  await runProgram({ args: ['export', 'latest', '--html', file], folder: repository, home });
  await page.goto(`file://${file}`);
  await page.locator('.diff details').first().waitFor();
  expect(await taken()).toBe(0);

  // The same text in a page that takes it for HTML.
  const careless = await page.context().newPage();
  await careless.setContent(`<p>${hostile}</p>`);
  await careless.waitForFunction(() => (globalThis as { taken?: number }).taken === 1);
});
