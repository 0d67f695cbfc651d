import type { ComponentChildren } from 'preact';
import { useMemo } from 'preact/hooks';

interface KeptProps {
  /** What the drawing hangs on. */
  by: readonly unknown[];
  draw: () => ComponentChildren;
}

/** A part of the page that is drawn anew only where what it hangs on is another: a run that is followed changes little. */
export function Kept({ by, draw }: KeptProps) {
  return <>{useMemo(draw, by)}</>;
}
