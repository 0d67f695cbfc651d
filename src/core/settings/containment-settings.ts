import { everywhere, type SettingRows } from './setting.ts';
import { oneOf, someText } from './value-types.ts';

/** What commands can reach. */
export const containmentSettings = {
  sandbox: {
    kind: 'value',
    argument: '<mode>',
    help: 'What commands run in: auto is a sandbox, and no start where none works; with off they can do what you can',
    type: oneOf('auto', 'off'),
    fallback: { text: 'auto' },
    sources: everywhere,
    judges: true,
    afterStart: 'fixed',
  },
  network: {
    kind: 'value',
    argument: '<mode>',
    help: "Whether the coder's commands have the network: off or on; the other roles' and the verify commands never have",
    type: oneOf('off', 'on'),
    fallback: { text: 'off' },
    sources: everywhere,
    recordedAs: 'network',
    judges: true,
    afterStart: 'fixed',
  },
  mount: {
    kind: 'list',
    argument: '<dir>',
    help: 'Folder outside of the repository that commands in the sandbox can read; can be given several times',
    type: someText('a folder'),
    fallback: { words: 'none', value: [] },
    sources: everywhere,
    isPath: true,
    recordedAs: 'mounts',
    judges: true,
    afterStart: 'fixed',
  },
} as const satisfies SettingRows;
