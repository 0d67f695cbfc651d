import { isDiskFull } from '../core/disk-full.ts';
import type { World } from './world.ts';

/** Whether a step failed for want of room: it says so, or there is none (programs have many words for it). */
export async function failedForRoom(error: unknown, world: World): Promise<boolean> {
  return isDiskFull(error) || (await world.isDiskFull());
}
