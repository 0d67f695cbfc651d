import type { SessionUpdate, ToolCallContent } from '@agentclientprotocol/sdk';
import type { AgentUpdate } from '../core/agent/agent-wire.ts';

/** Longer texts of one update lose their end, longer records their last updates: an agent's word is never worth more room. */
const bounds = {
  textCharacters: 4000,
  updates: 400,
  allCharacters: 256 * 1024,
  answerCharacters: 512 * 1024,
};

/** What an agent tells, as it goes into the log; and its last message. */
export interface UpdateLog {
  take(update: SessionUpdate): void;
  note(update: AgentUpdate): void;
  /** Another prompt begins: what was said so far is no answer to it. */
  beginTurn(): void;
  /** The last message of this turn. */
  answer(): string;
  /** Uses of tools so far. */
  steps(): number;
  /** Resolves once they are more than so many. */
  whenBeyond(steps: number): Promise<void>;
  /** Whether a tool is at work, by the agent's word. */
  isToolAtWork(): boolean;
  counts(): { updates: number; updates_left_out: number };
}

interface Said {
  kind: 'message' | 'thought';
  id: string | null;
  text: string;
}

/** Tells updates as long as there is room for them in a log. */
function boundedTelling(tell: (update: AgentUpdate) => void) {
  let told = 0;
  let characters = 0;
  let leftOut = 0;
  return {
    leftOut: () => leftOut,
    note(update: AgentUpdate) {
      const text = capped(update.text);
      if (told >= bounds.updates || characters + text.length > bounds.allCharacters) {
        leftOut += 1;
        return;
      }
      told += 1;
      characters += text.length;
      tell({ ...update, text });
    },
  };
}

/** Puts the pieces of messages together; one is told when something else follows it. */
function gatheredMessages(note: (update: AgentUpdate) => void) {
  let said: Said | null = null;
  let answer = '';
  const finish = () => {
    if (said !== null && said.text.trim() !== '') note({ kind: said.kind, text: said.text, status: null });
    said = null;
  };
  return {
    finish,
    say(kind: Said['kind'], id: string | null, text: string) {
      const isOther =
        said === null || said.kind !== kind || (id !== null && said.id !== null && said.id !== id);
      if (isOther) finish();
      said ??= { kind, id, text: '' };
      if (said.text.length < bounds.answerCharacters) said.text += text;
      if (kind === 'message' && said.text.trim() !== '') answer = said.text;
    },
    answer: () => answer,
    forget() {
      finish();
      answer = '';
    },
  };
}

/** The tools that an agent says it uses. */
function usedTools() {
  const titles = new Map<string, string>();
  const atWork = new Set<string>();
  const waiting: { steps: number; resolve: () => void }[] = [];
  return {
    titles,
    atWork,
    use(id: string, title: string | null | undefined, status: string) {
      if (title || !titles.has(id)) titles.set(id, title || id);
      if (status === 'completed' || status === 'failed') atWork.delete(id);
      else atWork.add(id);
      for (const { steps, resolve } of waiting) if (titles.size > steps) resolve();
    },
    whenBeyond: (steps: number) =>
      new Promise<void>((resolve) => {
        waiting.push({ steps, resolve });
      }),
  };
}

/** Gathers what an agent tells, leaves out what says nothing, and keeps all of it within bounds. */
export function createUpdateLog(tell: (update: AgentUpdate) => void): UpdateLog {
  const telling = boundedTelling(tell);
  const { note } = telling;
  const messages = gatheredMessages(note);
  const tools = usedTools();
  let updates = 0;
  return {
    note,
    take(update) {
      updates += 1;
      switch (update.sessionUpdate) {
        case 'agent_message_chunk':
          return messages.say('message', update.messageId ?? null, textOf(update.content));
        case 'agent_thought_chunk':
          return messages.say('thought', update.messageId ?? null, textOf(update.content));
        case 'tool_call': {
          const status = update.status ?? 'pending';
          messages.finish();
          tools.use(update.toolCallId, update.title, status);
          return note({ kind: 'tool', text: withInput(update.title, update.rawInput), status });
        }
        case 'tool_call_update': {
          const status = update.status ?? 'in_progress';
          messages.finish();
          tools.use(update.toolCallId, update.title, status);
          if (status !== 'completed' && status !== 'failed') return;
          const lines = [
            tools.titles.get(update.toolCallId) ?? '',
            ...(update.content ?? []).map(contentText),
          ];
          return note({ kind: 'tool', text: lines.filter((line) => line !== '').join('\n'), status });
        }
        case 'plan': {
          messages.finish();
          const entries = update.entries.map(({ status, content }) => `${status}: ${content}`);
          return note({ kind: 'plan', text: entries.join('\n'), status: null });
        }
        default:
          return;
      }
    },
    beginTurn: messages.forget,
    answer: messages.answer,
    steps: () => tools.titles.size,
    whenBeyond: tools.whenBeyond,
    isToolAtWork: () => tools.atWork.size > 0,
    counts: () => ({ updates, updates_left_out: telling.leftOut() }),
  };
}

function capped(text: string): string {
  const left = text.length - bounds.textCharacters;
  return left <= 0 ? text : `${text.slice(0, bounds.textCharacters)}\n[... ${left} characters left out]`;
}

function textOf(content: { type: string; text?: string }): string {
  return content.type === 'text' ? (content.text ?? '') : `[${content.type}]`;
}

function withInput(title: string, input: unknown): string {
  if (input === undefined || input === null) return title;
  const text = typeof input === 'string' ? input : JSON.stringify(input);
  return text === '{}' ? title : `${title}\n${text}`;
}

function contentText(content: ToolCallContent): string {
  if (content.type === 'content') return textOf(content.content as { type: string; text?: string });
  return content.type === 'diff' ? `changes ${content.path}` : '';
}
