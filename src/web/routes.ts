import { type Context, Hono } from 'hono';
import type { Surroundings } from '../config/surroundings.ts';
import type { RunPlace } from '../ports/run-place.ts';
import { findRun } from '../runs/find-run.ts';
import { iterationTrees } from '../runs/iteration-trees.ts';
import { openWorkspaceOf } from '../runs/open-workspace-of.ts';
import { UsageError } from '../runs/usage-error.ts';
import { plainText } from '../views/text/plain-text.ts';
import { cookieName, refusalOf, type VisitRules } from './admission.ts';
import { answerHeaders } from './answer-headers.ts';
import { askProgram, type ProgramStart } from './ask-program.ts';
import { eventStream, lastSeenEvent } from './event-stream.ts';
import { createFleetReader } from './fleet-facts.ts';
import { createRunLister } from './list-pages.ts';
import { commandOf, readAction } from './run-actions.ts';
import { runFacts } from './run-facts.ts';
import { createSharedRead } from './shared-read.ts';
import { shortLines } from './short-lines.ts';

/** The files of the page, by their path in the address. */
export type PageFiles = ReadonlyMap<string, { type: string; text: string }>;

interface PageServer {
  admission: VisitRules;
  files: PageFiles;
  surroundings: Surroundings;
  program: Pick<ProgramStart, 'command'>;
}

/** What the page's server answers. Every error is JSON with a sentence in `error`. */
export function pageRoutes({ admission, files, surroundings, program }: PageServer): Hono {
  const routes = new Hono();
  routes.use(async (context, next) => {
    const refusal = refusalOf(askedBy(context), admission);
    if (refusal === null) await next();
    else context.res = context.json({ error: refusal.message }, refusal.status);
    for (const [name, value] of Object.entries(answerHeaders)) context.header(name, value);
  });
  routes.onError((error, context) => {
    const isTheirs = error instanceof UsageError;
    return context.json({ error: plainText(error.message) }, isTheirs ? 404 : 500, { ...answerHeaders });
  });
  routes.notFound((context) => context.json({ error: 'there is nothing at this address' }, 404));
  for (const [path, { type, text }] of files) {
    routes.get(path, (context) => context.body(text, 200, { 'Content-Type': type }));
  }
  const runOf = (context: Context) => findRun(runName(context.req.param('run')), surroundings);
  addReadingRoutes(routes, runOf, surroundings);
  routes.post('/api/session', (context) => {
    const { port, session } = admission;
    context.header('Set-Cookie', `${cookieName(port)}=${session}; Path=/api/runs; HttpOnly; SameSite=Strict`);
    return context.body(null, 204);
  });
  routes.post('/api/runs/:run/:action', async (context) => {
    const run = await runOf(context);
    const action = readAction(context.req.param('action'), await context.req.json().catch(() => ({})));
    if (typeof action === 'string') return context.json({ error: action }, 400);
    const { arguments: commandArguments, goesOn } = commandOf(action, run.runId);
    const { environment, currentFolder } = surroundings;
    const start = { ...program, environment, currentFolder };
    const { exitCode, firstLine, said } = await askProgram(start, commandArguments, goesOn);
    return context.json({ exit_code: exitCode, said: plainText(said), run_id: startedRun(firstLine) });
  });
  return routes;
}

function addReadingRoutes(
  routes: Hono,
  runOf: (context: Context) => Promise<RunPlace>,
  surroundings: Surroundings,
): void {
  const listRuns = createRunLister(surroundings);
  const { read: readRun, describe } = createSharedRead();
  const readFleet = createFleetReader(surroundings);
  routes.get('/api/fleet', async (context) => context.json(await readFleet()));
  routes.get('/api/runs', async (context) => context.json(await listRuns()));
  routes.get('/api/runs/:run', async (context) =>
    context.json(runFacts(await describe(await runOf(context)))),
  );
  routes.get('/api/runs/:run/log', async (context) => {
    const { events } = await readRun(await runOf(context));
    return context.body(shortLines(events), 200, { 'Content-Type': 'application/jsonl; charset=utf-8' });
  });
  routes.get('/api/runs/:run/log/:seq', async (context) => {
    const { events } = await readRun(await runOf(context));
    const event = events.find(({ seq }) => String(seq) === context.req.param('seq'));
    if (event === undefined) throw new UsageError(`the log has no event ${context.req.param('seq')}`);
    return context.json(event);
  });
  routes.get('/api/runs/:run/events', async (context) => {
    const run = await runOf(context);
    // What can't be read is told before the stream begins, as an answer that a page can show.
    await readRun(run);
    const after = lastSeenEvent(context.req.header('Last-Event-ID'), context.req.query('after'));
    return eventStream(context, run, { after, short: context.req.query('short') === '1' });
  });
  routes.get('/api/runs/:run/diff', async (context) => {
    const run = await runOf(context);
    const read = await readRun(run);
    const asked = context.req.query('iteration');
    const [from, to] = iterationTrees(read, asked === undefined ? null : iterationOf(asked, read));
    const text = from === to ? '' : await (await openWorkspaceOf(run, surroundings)).diffText(from, to);
    return context.text(text);
  });
}

/** An id, its beginning, or `latest`; the page reads no file that an address names. */
function runName(given: string | undefined): string {
  if (given !== undefined && /^[A-Za-z0-9-]+$/.test(given)) return given;
  throw new UsageError('there is no such run');
}

function iterationOf(asked: string, { state }: { state: { iteration: { number: number } | null } }): number {
  const last = state.iteration?.number ?? 0;
  const number = Number(asked);
  if (Number.isInteger(number) && number >= 1 && number <= last) return number;
  throw new UsageError(`the run has iterations 1 to ${last}, and no "${asked.slice(0, 20)}"`);
}

function askedBy(context: Context) {
  const header = (name: string) => context.req.header(name) ?? null;
  return {
    method: context.req.method,
    path: context.req.path,
    host: header('Host'),
    origin: header('Origin'),
    site: header('Sec-Fetch-Site'),
    authorization: header('Authorization'),
    cookie: header('Cookie'),
  };
}

/** The run that a command has begun, by the first line of its log; null where it began none. */
function startedRun(line: string): string | null {
  try {
    const { payload } = JSON.parse(line) as { payload?: { run_id?: unknown } };
    return typeof payload?.run_id === 'string' ? payload.run_id : null;
  } catch {
    return null;
  }
}
