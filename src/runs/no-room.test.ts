import { expect, test } from 'vitest';
import { noRoomText } from './no-room.ts';

const full = new Error('the spare file could not be made', {
  cause: Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' }),
});

test('the place with the least room is named, with what the system says', () => {
  const rooms = [
    { path: '/repository', free: 5e9 },
    { path: '/runs', free: 0 },
    { path: '/logs', free: null },
  ];
  expect(noRoomText(full, rooms)).toMatch(
    /^The disk is full: 0 \S+ are left at \/runs, and the system says "ENOSPC: .*, write"\. Nothing was started/,
  );
});

test('a place of which nothing is known is not named', () => {
  expect(noRoomText(full, [{ path: '/runs', free: null }])).toMatch(/^The disk is full: the system says/);
});

test('another failure is none of room, however little there is', () => {
  expect(noRoomText(new Error('EACCES: permission denied'), [{ path: '/runs', free: 0 }])).toBeNull();
});
