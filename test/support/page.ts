import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import { startProgram } from './program.ts';

/** Without these, Chromium looks for its maker's hosts at every start. */
const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A Chromium for all tests of a file, in which `evil.test` is a name of this machine. */
export function useBrowser(): () => Browser {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: '/usr/bin/chromium',
      timeout: 120_000,
      args: [...quiet, '--host-resolver-rules=MAP evil.test 127.0.0.1'],
    });
  });
  afterAll(() => browser.close());
  return () => browser;
}

/** Starts `proofloop ui`; resolves with the address that it prints. */
export async function servePageOf(
  home: string,
  folder: string,
  environment: Record<string, string> = {},
): Promise<string> {
  const child = startProgram({ args: ['ui'], folder, home, environment });
  onTestFinished(() => void child.kill('SIGTERM'));
  return new Promise((found, failed) => {
    let printed = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      printed += chunk.toString('utf8');
      if (printed.includes('\n')) found(printed.trim());
    });
    child.once('exit', (code) => failed(new Error(`proofloop ui ended with ${code}: ${printed}`)));
  });
}

/** A page on which nothing may go wrong: an error of its script fails the test. */
export async function openPage(browser: Browser, url: string): Promise<Page> {
  const context = await browser.newContext();
  // Only ends what hangs.
  context.setDefaultTimeout(120_000);
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('pageerror', ({ message }) => problems.push(message));
  page.on('dialog', (dialog) => void problems.push(`a dialog: ${dialog.message()}`));
  onTestFinished(() => {
    if (problems.length > 0) throw new Error(`the page had errors: ${problems.join('; ')}`);
  });
  await page.goto(url);
  return page;
}
