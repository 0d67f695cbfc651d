import { expect, test } from 'vitest';
import { decodeTask } from './decode-task.ts';

const task = 'Ändere die Größe 😀\n';

test.each([
  ['UTF-8', Buffer.from(task)],
  ['UTF-8 with a mark', Buffer.from(`\ufeff${task}`)],
  ['UTF-16 with a mark', Buffer.from(`\ufeff${task}`, 'utf16le')],
  ['UTF-16 the other way round', Buffer.from(`\ufeff${task}`, 'utf16le').swap16()],
])('a task is read as it was saved: %s', (_name, bytes) => {
  expect(decodeTask(bytes)).toEqual({ ok: true, text: task });
});

test.each([
  ['Latin-1', Buffer.from(task, 'latin1'), /^is not UTF-8 text \(20 bytes\): save it as UTF-8$/],
  ['UTF-16 without a mark', Buffer.from('Do it.', 'utf16le'), /^is no text: it holds zero bytes/],
  ['half of UTF-16', Buffer.from([0xff, 0xfe, 0x00, 0xd8]), /^is not the utf-16le that its mark says/],
  ['no text', Buffer.from([0, 1, 2, 255, 254, 27]), /^is not UTF-8 text \(6 bytes\)/],
  ['zero bytes', Buffer.from('Do\0it'), /^is no text/],
  ['megabytes', Buffer.alloc(3_000_000, 'x'), /^has 3\.0 MB, and 500 kB is the most/],
])('anything else is refused with its size: %s', (_name, bytes, problem) => {
  expect(decodeTask(bytes)).toEqual({ ok: false, problem: expect.stringMatching(problem) });
});

test('the control: a task that is just not too long is taken', () => {
  expect(decodeTask(Buffer.alloc(500_000, 'x')).ok).toBe(true);
});
