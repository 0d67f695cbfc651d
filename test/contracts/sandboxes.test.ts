import { getPriority } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createBubblewrap } from '../../src/sandbox/bubblewrap.ts';
import { allowedEnvironment } from '../../src/sandbox/show/allowed-environment.ts';
import { createUnsandboxed } from '../../src/sandbox/unsandboxed.ts';
import { layeredView, makeScene, openToCommands, programs, requestFor } from '../support/attack.ts';
import { sandboxContract } from './sandbox.ts';

describe('bubblewrap', () => {
  sandboxContract(async () => {
    const { folder, view, containment } = await makeScene();
    await openToCommands(view.root);
    return {
      view: { ...view, beneath: [] },
      sandbox: createBubblewrap(containment, join(folder, 'sandbox')),
    };
  });
});

describe('bubblewrap, with folders beneath a view', () => {
  sandboxContract(async () => {
    const { folder, view, containment } = await makeScene();
    await openToCommands(view.root);
    return {
      view: layeredView(view, folder),
      sandbox: createBubblewrap(containment, join(folder, 'sandbox')),
    };
  });
});

describe('without a sandbox', () => {
  sandboxContract(async () => {
    const { view } = await makeScene();
    return { view, sandbox: createUnsandboxed(allowedEnvironment(process.env), programs) };
  });
});

test.each(['bubblewrap', 'without a sandbox'])('%s: a command of low priority steps back', async (kind) => {
  const { folder, view, containment } = await makeScene();
  await openToCommands(view.root);
  const sandbox =
    kind === 'bubblewrap'
      ? createBubblewrap(containment, join(folder, 'sandbox'))
      : createUnsandboxed(allowedEnvironment(process.env), programs);
  const own = getPriority();
  const usual = await sandbox.run(view, requestFor('sleep 0; nice'));
  expect(usual.output.trim()).toBe(`${own}`);
  const low = await sandbox.run(view, { ...requestFor('sleep 0; nice'), priority: 'low' });
  expect(low.output.trim()).toBe(`${Math.min(own + 10, 19)}`);
});
