import { everywhere, type SettingRows } from './setting.ts';
import { onOrOff, someText } from './value-types.ts';

/** What a run works on, and what becomes of its result. */
export const runSettings = {
  task: {
    kind: 'value',
    argument: '<text>',
    help: 'What is to be done',
    type: someText('the task in words'),
    fallback: { words: 'this or `--task-file` is required' },
    sources: ['command line'],
    afterStart: 'fixed',
  },
  taskFile: {
    kind: 'value',
    argument: '<file>',
    help: 'File that holds the task; `-` reads standard input',
    type: someText('a file, or - for standard input'),
    fallback: { words: 'this or `--task` is required' },
    sources: ['command line'],
    afterStart: 'fixed',
  },
  workspace: {
    kind: 'value',
    shortFlag: '-C',
    argument: '<dir>',
    help: 'Repository or plain folder to work on',
    type: someText('a folder'),
    fallback: { words: 'the current folder' },
    sources: ['command line'],
    isPath: true,
    afterStart: 'fixed',
  },
  logPath: {
    kind: 'value',
    argument: '<file>',
    help: 'Log of the run; the file must not exist yet',
    type: someText('a file'),
    fallback: { words: '`loop.jsonl` in the run home' },
    sources: ['command line', 'environment'],
    isPath: true,
    afterStart: 'fixed',
  },
  apply: {
    kind: 'switch',
    argument: '',
    help: 'Bring the result into your working tree when the run completes',
    type: onOrOff,
    fallback: { text: 'off' },
    sources: everywhere,
    recordedAs: 'apply',
    afterStart: 'fixed',
  },
  json: {
    kind: 'switch',
    argument: '',
    help: "Print each event as the log's line on standard output",
    type: onOrOff,
    fallback: { text: 'off' },
    sources: ['command line'],
    afterStart: 'anew',
  },
} as const satisfies SettingRows;
