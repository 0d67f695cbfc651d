/** One simple command of a shell line: its words without quotes, and the folder that `cd` commands before it lead to. */
export interface SimpleCommand {
  words: string[];
  /** The words after those `cd`, joined by slashes; null where that is longer than any path. */
  folder: string | null;
}

/** PATH_MAX of Linux. */
const longestPath = 4096;

/** The words of each command in a shell text, as far as they can be told without running it. */
export function simpleCommands(text: string): SimpleCommand[] {
  const commands: SimpleCommand[] = [];
  let folder: string | null = '';
  for (const words of splitCommands(text)) {
    const [first, second] = words;
    if (first === undefined) continue;
    if (first === 'cd')
      folder = second === undefined || second.includes('$') ? folder : below(folder, second);
    else commands.push({ words, folder });
  }
  return commands;
}

function below(folder: string | null, step: string): string | null {
  const path = folder === '' ? step : `${folder}/${step}`;
  return folder === null || path.length > longestPath ? null : path;
}

function splitCommands(text: string): string[][] {
  const commands: string[][] = [[]];
  let word: string | null = null;
  const endWord = () => {
    if (word !== null) commands.at(-1)?.push(word);
    word = null;
  };
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? '';
    if (character === '\\') {
      at += 1;
      if (text[at] !== '\n') word = (word ?? '') + (text[at] ?? '');
    } else if (character === "'" || character === '"') {
      const end = closingQuote(text, at);
      word = (word ?? '') + text.slice(at + 1, end).replace(/\\(["\\$`])/g, character === '"' ? '$1' : '$&');
      at = end;
    } else if (character === '#' && word === null) {
      const newline = text.indexOf('\n', at);
      at = newline < 0 ? text.length : newline - 1;
    } else if (/[;&|()\n`{}]/.test(character)) {
      endWord();
      commands.push([]);
    } else if (/\s/.test(character)) endWord();
    else if (/[<>]/.test(character)) endWord();
    else word = (word ?? '') + character;
  }
  endWord();
  return commands;
}

function closingQuote(text: string, from: number): number {
  const quote = text[from];
  for (let at = from + 1; at < text.length; at += 1) {
    if (quote === '"' && text[at] === '\\') at += 1;
    else if (text[at] === quote) return at;
  }
  return text.length;
}
