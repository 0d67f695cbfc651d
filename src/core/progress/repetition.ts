import { sha256Hex } from '../text/sha256-hex.ts';

/** One tool call of a role call with what it came to. */
export interface ToolFact {
  name: string;
  /** As the model wrote them. */
  arguments: string;
  output: string;
  exitCode: number | null;
  /** The coder's tree after the call; null where the view's files are thrown away in the end. */
  tree: string | null;
}

/** What a role call's tool calls have brought so far, news or the same again. */
export interface Repetition {
  /** Grows by each call that brings nothing new, shrinks by each that does. */
  score: number;
  /** Calls in a row, but for news in between, that brought nothing new. */
  repeats: number;
  wasTold: boolean;
  tree: string | null;
  seen: ReadonlySet<string>;
  lastCall: string | null;
}

/** The same call with the same result counts more than another call that fails in the same way. */
const weights = { same: 4, alike: 2, waiting: 1 } as const;

/** Three calls that are the same again, or six that fail alike. */
const tellAt = 12;
const endAt = 24;

export function noRepetition(tree: string): Repetition {
  return { score: 0, repeats: 0, wasTold: false, tree, seen: new Set([`tree ${tree}`]), lastCall: null };
}

/** What is to be done about it before the model is called again: tell it, end its tool calls, or nothing (null). */
export function noticeDue({ score, wasTold }: Repetition): 'tell' | 'end' | null {
  if (score < tellAt) return null;
  if (!wasTold) return 'tell';
  return score >= endAt ? 'end' : null;
}

/** After the model was told: whatever came before that, it has as many tries as the score has left. */
export function told(repetition: Repetition): Repetition {
  return { ...repetition, score: tellAt, wasTold: true };
}

/** Takes in one more call. Files as they never were before are progress, whatever else was said. */
export function addToolFact(before: Repetition, fact: ToolFact): Repetition {
  const tree = fact.tree ?? before.tree;
  const treeKey = `tree ${tree}`;
  const hasChanged = tree !== before.tree;
  const result = `${fact.name} ${fact.exitCode} ${hash(withoutTimes(fact.output))}`;
  const lastCall = `${hash(fact.arguments)} ${result}`;
  const [sameKey, alikeKey] = [`same ${lastCall} ${tree}`, `alike ${result} ${tree}`];
  const seen = new Set(before.seen).add(treeKey).add(sameKey).add(alikeKey);
  const after = { ...before, tree, seen, lastCall };

  // A command that leaves a new file behind each time is still the same command.
  const isRepeated = before.seen.has(sameKey) || before.lastCall === lastCall;
  if (hasChanged && !before.seen.has(treeKey) && !isRepeated) {
    return { ...after, score: 0, repeats: 0, wasTold: false };
  }
  const isAlike =
    (hasChanged && before.seen.has(treeKey)) || (fact.exitCode !== 0 && before.seen.has(alikeKey));
  if (isRepeated && isWaiting(fact.arguments)) return repeated(after, weights.waiting);
  if (isRepeated && !hasChanged) return repeated(after, weights.same);
  if (isRepeated || isAlike) return repeated(after, weights.alike);
  const score = Math.max(0, before.score - weights.same);
  return score === 0 ? { ...after, score, repeats: 0, wasTold: false } : { ...after, score };
}

/** What the model is told; `repeats` are its calls that brought nothing new. */
export function noticeText(notice: 'tell' | 'end', repeats: number): string {
  return notice === 'tell'
    ? `Your last ${repeats} repeated tool calls brought nothing new: they gave what earlier ones had given, on the same files. Making them again will not change that. Work with what they showed, try something that you have not tried, or give your answer and say in it what stands in the way.`
    : 'Your tool calls still bring nothing new, so no further ones are carried out. Give your answer now, without tools: report what is true, and say what stands in the way.';
}

function repeated(repetition: Repetition, weight: number): Repetition {
  return { ...repetition, score: repetition.score + weight, repeats: repetition.repeats + 1 };
}

/** A call that waits is made again because time has passed, not because its result was overlooked. */
function isWaiting(text: string): boolean {
  return /\bsleep +[\d.$]|\btail +-[fF]|[";&|] *(wait|watch)\b/.test(text);
}

/** The text without what differs from one run of the same command to the next: times, dates, addresses, temporary names. */
function withoutTimes(text: string): string {
  return text
    .replace(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?Z?/g, '<time>')
    .replace(/\b\d\d?:\d\d(:\d\d(\.\d+)?)?\b/g, '<time>')
    .replace(/\b\d+(\.\d+)? ?(ns|µs|us|ms|s|sec|secs|seconds?|m|min|minutes?)\b/gi, '<time>')
    .replace(/((?:duration|time|elapsed|seed|pid|port)\w*["']?[:=\s]+)\d+(\.\d+)?/gi, '$1<time>')
    .replace(/\b0x[0-9a-f]+\b/gi, '<address>')
    .replace(/\/tmp\/[\w./-]+/g, '<temporary>');
}

function hash(text: string): string {
  return sha256Hex(text);
}
