const escapeCharacter = String.fromCharCode(0x1b);
const bellCharacter = String.fromCharCode(0x07);

export interface TerminalTitle {
  show(title: string): void;
  /** Gives the terminal its own title back. */
  restore(): void;
}

/** Keeps the terminal's own title, and shows others in its place. */
export function setTitle(stream: NodeJS.WriteStream): TerminalTitle {
  let shown = '';
  stream.write(`${escapeCharacter}[22;2t`);
  return {
    show(title) {
      if (title !== shown) stream.write(`${escapeCharacter}]2;${title}${bellCharacter}`);
      shown = title;
    },
    restore: () => void stream.write(`${escapeCharacter}]2;${bellCharacter}${escapeCharacter}[23;2t`),
  };
}

/** Calls a person who looks elsewhere. */
export function ring(stream: NodeJS.WriteStream): void {
  if (stream.isTTY) stream.write(bellCharacter);
}
