import { Text, useApp, useInput, useStdout, useWindowSize } from 'ink';
import { useEffect, useReducer } from 'react';
import type { LiveLine, ScreenSize } from '../views/live/live-lines.ts';

/** What the screen lets others do while it stands. */
export interface ScreenHandle {
  /** Writes text above the live area. */
  write(text: string): void;
  /** Draws the live area anew. */
  redraw(): void;
  /** Gives the terminal away until `callback` has resolved. */
  suspend(callback: () => Promise<void>): Promise<void>;
}

interface LiveScreenProps {
  draw: (size: ScreenSize) => LiveLine[];
  attach: (handle: ScreenHandle) => void;
  /** Is given each key as it was typed; null where no keys are read. */
  onKey: ((key: string) => void) | null;
}

const tones = {
  strong: { bold: true },
  plain: {},
  alert: { color: 'yellow' },
  dim: { dimColor: true },
} as const;

/** The live area; it only draws what it is given. */
export function LiveScreen({ draw, attach, onKey }: LiveScreenProps) {
  const { columns, rows } = useWindowSize();
  const { write } = useStdout();
  const { suspendTerminal } = useApp();
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  useEffect(() => attach({ write, redraw, suspend: suspendTerminal }), [attach, write, suspendTerminal]);
  useInput((input, key) => onKey?.(key.ctrl ? `ctrl-${input}` : input), { isActive: onKey !== null });
  // A line that reaches the last column would be broken where a terminal wraps at once.
  const lines = draw({ columns: columns - 1, rows });
  // One text for all lines: what lays out many of them takes more time than all else together.
  return (
    <Text>
      {lines.map(({ text, tone }, index) => (
        // The lines have no names, and stand where they stand.
        <Text key={index} {...tones[tone]}>
          {index === 0 ? text : `\n${text}`}
        </Text>
      ))}
    </Text>
  );
}
