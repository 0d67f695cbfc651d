import { errorCode } from './error-code.ts';

/**
 * Sends a signal to a process, or to a whole group where `pid` is negative; 0 only asks. False where nobody is there to
 * get it; true, too, where it belongs to another user. Never throws.
 */
export function sendSignal(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal);
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}
