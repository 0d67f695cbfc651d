import { Transform, type TransformCallback } from 'node:stream';

interface TestEvent {
  type: string;
  data: {
    name?: string;
    nesting?: number;
    file?: string;
    /** Told by newer versions, which give as `file` where the test is written down. */
    entryFile?: string;
    skip?: boolean | string;
    todo?: boolean | string;
    details?: { type?: string };
  };
}

/** A reporter for node:test: each start and end of a test as a line of JSON, and a last line that says it is whole. */
export class Reporter extends Transform {
  constructor() {
    super({ writableObjectMode: true });
  }

  override _transform({ type, data }: TestEvent, _encoding: string, done: TransformCallback): void {
    done(null, told.includes(type) ? `${JSON.stringify(lineOf(type, data))}\n` : undefined);
  }

  override _flush(done: TransformCallback): void {
    done(null, '{"event":"end"}\n');
  }
}

const told = ['test:start', 'test:pass', 'test:fail'];

function lineOf(
  type: string,
  { name, nesting, file, entryFile, skip, todo, details }: TestEvent['data'],
): object {
  const suite = details?.type === 'suite';
  return {
    event: type.slice('test:'.length),
    name,
    nesting,
    file: entryFile ?? file,
    skip: isMarked(skip),
    todo: isMarked(todo),
    suite,
  };
}

/** A mark's value is its reason, which may be empty. */
function isMarked(value: boolean | string | undefined): boolean {
  return value !== undefined && value !== false;
}
