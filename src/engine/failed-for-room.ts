import { isDiskFull } from '../core/text/disk-full.ts';
import type { World } from './world.ts';

/** Whether a step failed for want of room: it says so, or there is none (programs have many words for it). */
export function failedForRoom(error: unknown, world: World): boolean {
  return isDiskFull(error) || world.isDiskFull();
}
