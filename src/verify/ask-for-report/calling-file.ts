import { fileURLToPath } from 'node:url';

/** As V8 tells of one call. */
interface Site {
  getFileName(): string | null | undefined;
}

/**
 * The file whose own code, outside of any function that another file calls, has come to this call; '' where nobody can
 * say. Packages don't count.
 */
export function callingFile(): string {
  const files = callingFiles();
  const own = files.map((file) => (isPackages(file) || isNodes(file) ? '' : file));
  // Node's own loader has called it, or nothing that is still there.
  const outermost = own.find((file, index) => file !== '' && isNodes(files[index + 1] ?? 'node:'));
  return outermost ?? own.find((file) => file !== '') ?? '';
}

const isPackages = (file: string) => file === __filename || /[\\/]node_modules[\\/]/.test(file);
const isNodes = (file: string) => /^node:|^internal[\\/]|^$/.test(file);

const deepest = 100;

/** The files of the calls that have led here, innermost first. */
function callingFiles(): string[] {
  const { prepareStackTrace, stackTraceLimit } = Error;
  try {
    Error.stackTraceLimit = deepest;
    Error.prepareStackTrace = (_, sites) => sites;
    const sites = new Error('where').stack as unknown as Site[];
    return sites.map((site) => {
      const name = site.getFileName() ?? '';
      return name.startsWith('file:') ? fileURLToPath(name.replace(/[?#].*$/, '')) : name;
    });
  } catch {
    return [];
  } finally {
    Error.prepareStackTrace = prepareStackTrace;
    Error.stackTraceLimit = stackTraceLimit;
  }
}
