import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { isMissing } from './error-code.ts';

/** A run that has less than this to write to may end early: its log, its trees and its dependencies need space. */
export const lowSpaceBytes = 2 ** 30;

/**
 * Bytes that this user can still write where `path` is, or would be made; null where the system does not tell.
 * Synchronous, as it is asked at every step: an answer takes microseconds, and a round trip through the thread pool much
 * longer.
 */
export function freeBytes(path: string): number | null {
  try {
    const { bavail, bsize } = statfsSync(path);
    return bavail * bsize;
  } catch (error) {
    return isMissing(error) && dirname(path) !== path ? freeBytes(dirname(path)) : null;
  }
}
