import { once } from 'node:events';
import type { Duplex } from 'node:stream';

/** What is agreed with the launcher in a sandbox before it runs the command. */
export interface Handshake {
  /** Whether the sandbox stands: all that is in it ends with its first process. */
  isReady(): boolean;
  /** Never lets the launcher go on, should it still come to ask. */
  withdraw(): void;
  /**
   * Resolves with whether the sandbox came to stand and the command was let run, or the reason why it was not; once the
   * command runs, or every process that could have asked for it is gone.
   */
  outcome: Promise<boolean | Error>;
}

/** Lets the launcher go on once it says that the sandbox stands, and `mayGo` resolves. */
export function shakeHands(handshake: Duplex, mayGo: () => Promise<unknown>): Handshake {
  handshake.on('error', () => {});
  let ready: boolean | Error = false;
  let isWithdrawn = false;
  handshake.once('data', () => {
    if (isWithdrawn) return;
    ready = true;
    mayGo().then(
      () => handshake.write('go\n'),
      (error) => {
        ready = error;
        handshake.destroy();
      },
    );
  });
  handshake.resume();
  const closed = once(handshake, 'close').catch(() => {});
  return {
    isReady: () => ready !== false,
    withdraw() {
      isWithdrawn = true;
      handshake.end();
    },
    outcome: closed.then(() => ready),
  };
}
