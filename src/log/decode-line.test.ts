import { describe, expect, test } from 'vitest';
import { runOptions } from '../../test/support/pure-run.ts';
import { logVersion } from '../core/events.ts';
import { decodeLine } from './decode-line.ts';
import { emptyHead } from './encode-line.ts';

const ts = '2026-10-01T12:00:00.000Z';
const signal = { signal: 'SIGINT' };
const good = { ts, seq: 1, event: 'stop_requested', payload: signal, prev: emptyHead };

const started = {
  run_id: 'r',
  task: 't',
  max_iterations: 1,
  base_commit: null,
  base_tree: '0'.repeat(40),
  dependencies_key: '',
  options: runOptions(),
  version: '0.0.0',
  log_version: logVersion,
  prompts_sha256: '',
  alteration_seed: '',
  evidence_rules: 1,
  missing: [],
  setup_network: 'machine',
  uncommitted_files: null,
  notices: [],
  forked_from: null,
  guidance: [],
};

describe('decodeLine', () => {
  test('reads a good line', () => {
    expect(decodeLine(JSON.stringify(good), 1, emptyHead)).toEqual({ kind: 'event', event: good });
    const start = { ...good, event: 'loop_started', payload: started };
    expect(decodeLine(JSON.stringify(start), 1, emptyHead)).toEqual({ kind: 'event', event: start });
  });

  test.each(['', '{', '{"ts":"2026', '\0\0\0', 'undefined'])('%j is unparsable', (line) => {
    expect(decodeLine(line, 1, emptyHead)).toEqual({ kind: 'unparsable' });
  });

  test.each([
    ['not an object', 12, 'its keys are not'],
    ['null', null, 'its keys are not'],
    ['a list', [], 'its keys are not'],
    [
      'another order',
      { seq: 1, ts, event: good.event, payload: signal, prev: emptyHead },
      'its keys are not',
    ],
    ['one key more', { ...good, more: 1 }, 'its keys are not'],
    ['another time format', { ...good, ts: '2026-10-01' }, 'its ts'],
    ['another seq', { ...good, seq: 2 }, 'its seq is 2 instead of 1'],
    ['seq as text', { ...good, seq: '1' }, 'its seq is "1" instead of 1'],
    ['another prev', { ...good, prev: 'f'.repeat(64) }, 'its prev'],
    ['an unknown event', { ...good, event: 'moon_landed' }, 'event "moon_landed" is unknown to this version'],
    ['a name every object has', { ...good, event: 'constructor' }, 'event "constructor" is unknown'],
    ['another payload', { ...good, payload: { signal: 'SIGHUP ' } }, 'its payload.signal does not fit'],
    ['no payload', { ...good, payload: null }, 'its payload does not fit the event stop_requested'],
    [
      'a newer log version',
      { ...good, event: 'loop_started', payload: { ...started, log_version: logVersion + 1 } },
      `its log version ${logVersion + 1} is unknown to this version of proofloop`,
    ],
    [
      'an option of git in place of a tree',
      { ...good, event: 'loop_started', payload: { ...started, base_tree: '--output=/tmp/x' } },
      'its payload.base_tree is no id of a git object',
    ],
    [
      'a branch in place of a commit',
      { ...good, event: 'loop_started', payload: { ...started, base_commit: 'main' } },
      'its payload.base_commit is no id of a git object',
    ],
    [
      'a revision in place of a tree of checks ahead',
      {
        ...good,
        event: 'checks_ahead',
        payload: { iteration: 1, checks: [{ check: 'candidate', tree: 'main', commands: [] }] },
      },
      'its payload.checks.tree is no id of a git object',
    ],
  ])('%s is wrong', (_, value, problem) => {
    expect(decodeLine(JSON.stringify(value), 1, emptyHead)).toEqual({
      kind: 'wrong',
      problem: expect.stringContaining(problem),
    });
  });
});
