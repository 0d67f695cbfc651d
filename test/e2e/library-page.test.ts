import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { coderOutput, plannerOutput, testerOutput, workItem } from '../support/role-outputs.ts';
import { endpointFor, git, sumFix, sumProject, temporaryFolder, writeFiles } from '../support/run-fixture.ts';
import { finalJson, toolCalls } from '../support/scripted-answers.ts';
import type { Script } from '../support/scripted-endpoint.ts';
import { stepwise } from '../support/stepwise-script.ts';
import { shell } from '../support/tool-answers.ts';

const root = resolve(import.meta.dirname, '../..');
const page = readFileSync(join(root, 'docs/library.md'), 'utf8');
const blocks = [...page.matchAll(/^```(js|ts)\n(.*?)^```$/gms)].map(([, kind = '', text = '']) => ({
  kind,
  text,
}));
const run = promisify(execFile);

/** Test files are run by a runner; what they name is checked with the types of all others. */
const programs = blocks.filter(({ text }) => !text.includes("from 'vitest'"));

/** An empty project with the package as `npm pack` makes it, unpacked as an installation does. */
async function installed(): Promise<string> {
  const folder = await temporaryFolder();
  const npm = ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder];
  const tarball = execFileSync('npm', npm, { cwd: root, encoding: 'utf8' }).trim();
  const place = join(folder, 'node_modules/proofloop');
  mkdirSync(place, { recursive: true });
  execFileSync('tar', ['-xzf', join(folder, tarball), '--strip-components=1', '-C', place]);
  writeFiles(folder, {
    'package.json': JSON.stringify({ type: 'module', private: true }),
    'tsconfig.json': JSON.stringify({
      compilerOptions: {
        ...{
          target: 'es2024',
          module: 'nodenext',
          strict: true,
          noEmit: true,
          exactOptionalPropertyTypes: true,
        },
        ...{ allowJs: true, checkJs: true, types: ['node'], typeRoots: [join(root, 'node_modules/@types')] },
      },
      include: ['*.ts', '*.js'],
    }),
    ...Object.fromEntries(blocks.map(({ kind, text }, index) => [`example-${index}.${kind}`, text])),
  });
  return folder;
}

/** Mends the sum; asked to do what a ticket says, it looks that up first; without patches it uses the shell. */
const mending: Script = (request) => {
  const hasTicket = JSON.stringify(request.body.input).includes('ticket 7');
  const lookUp = toolCalls([{ name: 'look_up_ticket', args: { number: 7 } }]);
  const plan = finalJson(plannerOutput({ done_flag: true, tasks: [workItem('sum')] }));
  return stepwise({
    planner: [hasTicket ? [lookUp, plan] : [plan]],
    coder: [
      [
        toolCalls([{ name: 'apply_patch', args: { patch: sumFix } }]),
        shell("sed -i 's/ - / + /' sum.sh"),
        finalJson(coderOutput({ completed_task_ids: ['sum'] })),
      ],
    ],
    tester: [[finalJson(testerOutput())]],
  })({ ...request, iteration: 1 });
};

/** What each program prints, in the order of the page. */
const printed = [
  /^line \d+ of \/.*\ncompleted verified proofloop\/\S+\n$/,
  /^interrupted\ncompleted\n$/,
  /^2 runs\ncompleted \d+\n[\s\S]*\+echo \$\(\(\$1 \+ \$2\)\)[\s\S]*\nsound\nidentical\n\{ kind: 'applied', files: \[ 'sum.sh' \] \}\n$/,
  /^verified \[ 'sum.sh' \]\n$/,
  /^no_such_run there is no run/,
  /^\w+\n$/,
  /^completed\n$/,
  /^[\s\S]*verified\n$/,
  /^completed\n$/,
  /^completed\n1 completed\n$/,
];

test('every program of the page runs with the packed package in an empty project', async () => {
  const folder = await installed();
  const { baseUrl, requests } = await endpointFor(mending);
  writeFiles(join(folder, 'shop'), sumProject);
  const shop = join(folder, 'shop');
  git(shop, 'init', '--quiet', '-b', 'main');
  git(shop, 'add', '-A');
  git(shop, 'commit', '--quiet', '-m', 'first');
  const environment = {
    PATH: process.env.PATH,
    HOME: folder,
    PROOFLOOP_HOME: join(folder, 'home'),
    PROOFLOOP_SANDBOX: 'off',
    OPENAI_BASE_URL: baseUrl,
  };
  const outputs: string[] = [];
  for (const block of programs) {
    const { kind } = block;
    // What was applied before is none of the next program's business.
    if (!block.text.includes('judge')) git(shop, 'checkout', '--quiet', '--', '.');
    const path = `example-${blocks.indexOf(block)}.${kind}`;
    const { stdout } = await run(process.execPath, [path], { cwd: folder, env: environment });
    outputs.push(stdout);
  }
  expect(outputs).toEqual(printed.map((pattern) => expect.stringMatching(pattern)));
  const ticket = requests.filter(({ body }) => JSON.stringify(body).includes('Ticket 7: sum.sh subtracts.'));
  expect(ticket.length).toBeGreaterThan(0);

  const manifest = JSON.parse(readFileSync(join(folder, 'node_modules/proofloop/package.json'), 'utf8'));
  expect([manifest.dependencies, manifest.peerDependencies]).toEqual([undefined, undefined]);
  expect(await typeErrors(folder)).toBe('');
  writeFiles(folder, {
    'wrong.ts': "import { startRun } from 'proofloop';\nawait startRun({ task: 'x', maxIteration: 3 });\n",
  });
  expect(await typeErrors(folder)).toMatch(/^wrong\.ts.*'maxIteration' does not exist/);
});

/** What the compiler says of the project's files; only the page's test files need a further package. */
async function typeErrors(folder: string): Promise<string> {
  const modules = join(root, 'node_modules');
  rmSync(join(folder, 'node_modules/vitest'), { force: true });
  symlinkSync(join(modules, 'vitest'), join(folder, 'node_modules/vitest'));
  const words = [join(modules, 'typescript/bin/tsc'), '-p', '.', '--pretty', 'false'];
  return run(process.execPath, words, { cwd: folder }).then(
    () => '',
    ({ stdout }: { stdout: string }) => stdout,
  );
}
