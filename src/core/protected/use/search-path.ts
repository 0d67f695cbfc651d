import { foldersOf, nameOf } from '../path-parts.ts';

/** Modules of Python's standard library that tests, runners and what these load import. */
const standard = new Set(
  `abc argparse array ast asyncio atexit base64 bisect builtins calendar cmath code codecs collections contextlib
  contextvars copy copyreg csv ctypes dataclasses datetime decimal difflib dis doctest email encodings enum errno
  faulthandler filecmp fnmatch fractions functools gc getpass gettext glob gzip hashlib heapq hmac html http imaplib
  importlib inspect io ipaddress itertools json keyword linecache locale logging lzma marshal math mimetypes
  multiprocessing numbers opcode operator optparse os pathlib pdb pickle pkgutil platform posixpath pprint queue random
  re reprlib secrets select selectors shlex shutil signal site sitecustomize socket sqlite3 ssl stat statistics string
  struct subprocess symtable sys sysconfig tempfile textwrap threading time timeit token tokenize tomllib traceback
  tracemalloc types typing unicodedata unittest urllib usercustomize uuid warnings weakref xml zipfile zipimport zlib
  pytest _pytest py pluggy iniconfig packaging exceptiongroup tomli pygments colorama attr attrs pytest_asyncio
  pytest_mock pytest_cov hypothesis mock nose nose2 freezegun responses`.split(/\s+/),
);

/** The name under which Python would import the file from a search path that begins at `root`; null for none. */
export function importedAs(path: string, roots: readonly string[]): string | null {
  if (!/\.(py|pyw|so|pyd|pyc)$/.test(path)) return null;
  const root = roots
    .filter((one) => one === '' || path.startsWith(`${one}/`))
    .toSorted((a, b) => b.length - a.length)[0];
  if (root === undefined) return null;
  const [first = ''] = path.slice(root === '' ? 0 : root.length + 1).split('/');
  return first.split('.')[0] ?? null;
}

/** Whether Python would take an added file of this import name for a module of its own, or of the tests' runner. */
export const isStandardModule = (name: string): boolean => standard.has(name);

/** What an interpreter or runner loads before the source of the same name, or without being named. */
export function isLoadedUnasked(path: string): boolean {
  const name = nameOf(path);
  if (/\.(pyc|pyo|pth)$/.test(name)) return true;
  return foldersOf(path).includes('__pycache__');
}

const code = /\.([cm]?[jt]sx?|json|pyw?|so|pyd|node|rb|php|lua)$/;

/** The names without ending that a file takes in an import, under which another one may be known already. */
export function takenNames(path: string): string[] {
  if (!code.test(path)) return [];
  const stem = path.replace(code, '').replace(/\.(cpython|abi3)[\w.-]*$/, '');
  const folder = foldersOf(path).join('/');
  return /(^|\/)(index|__init__)$/.test(stem) && folder !== '' ? [stem, folder] : [stem];
}
