import { join } from 'node:path';
import { describe } from 'vitest';
import { createBubblewrap } from '../../src/sandbox/bubblewrap.ts';
import { allowedEnvironment } from '../../src/sandbox/show/allowed-environment.ts';
import { createUnsandboxed } from '../../src/sandbox/unsandboxed.ts';
import { layeredView, makeScene, openToCommands, programs } from '../support/attack.ts';
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
