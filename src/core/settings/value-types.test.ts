import { describe, expect, test } from 'vitest';
import {
  age,
  duration,
  endpointUrl,
  isLess,
  listed,
  modelName,
  money,
  oneOf,
  onOrOff,
  relativeGlob,
  someText,
  type ValueType,
  wholeNumber,
} from './value-types.ts';

const accepted: [string, ValueType<unknown>, string, unknown][] = [
  ['a whole number', wholeNumber(1), '8', 8],
  ['white space around', wholeNumber(1), ' 8\n', 8],
  ['zero where it is the least', wholeNumber(0), '0', 0],
  ['groups with underscores', wholeNumber(0), '5_000_000', 5_000_000],
  ['groups with commas', wholeNumber(0), '5,000,000', 5_000_000],
  ['whole dollars', money, '10', 10],
  ['dollars and cents', money, '2.50', 2.5],
  ['grouped dollars', money, '1,000.25', 1000.25],
  ['a bare number of seconds', duration('above zero'), '90', 90_000],
  ['milliseconds', duration('above zero'), '500ms', 500],
  ['seconds', duration('above zero'), '90s', 90_000],
  ['minutes', duration('above zero'), '30m', 1_800_000],
  ['hours', duration('above zero'), '4h', 14_400_000],
  ['hours and minutes', duration('above zero'), '1h30m', 5_400_000],
  ['days', duration('above zero'), '2d', 172_800_000],
  ['half an hour', duration('above zero'), '0.5h', 1_800_000],
  ['the longest duration', duration('above zero'), '24d', 2_073_600_000],
  ['no time at all', duration('zero allowed'), '0', 0],
  ['one of some words', oneOf('auto', 'off'), 'off', 'off'],
  ['an http URL', endpointUrl, 'http://localhost:8000/v1', 'http://localhost:8000/v1'],
  ['a URL with a slash at its end', endpointUrl, 'https://API.openai.com/v1/', 'https://api.openai.com/v1'],
  ['a URL without a path', endpointUrl, 'http://127.0.0.1:9', 'http://127.0.0.1:9'],
  ['a model', modelName, 'org/model:7b', 'org/model:7b'],
  ['text, kept as it is', someText('a command'), ' npm test\nnpm run lint', ' npm test\nnpm run lint'],
  ['a glob, kept as it is', relativeGlob, './test/api/**', './test/api/**'],
  ['a path with escaped brackets', relativeGlob, 'test/\\[id\\].js', 'test/\\[id\\].js'],
  ['a name with two dots in it', relativeGlob, 'a..b/c', 'a..b/c'],
  ['a word for on', onOrOff, 'YES', true],
  ['a word for off', onOrOff, '0', false],
];

test.each(accepted)('%s is read', (_name, type, text, value) => {
  expect(type.parse(text)).toEqual({ ok: true, value });
});

const wholeNumberProblem = 'must be a whole number of at least 1';
const moneyProblem = 'must be an amount in USD such as 10 or 2.50';
const durationProblem = 'must be a duration such as 90s, 30m or 1h30m';
const urlProblem = 'must be an http or https URL such as http://localhost:8000/v1';

const globProblem = "must be a glob of paths as seen from the repository's top, such as test/api/**";

const refused: [string, ValueType<unknown>, string, string][] = [
  ['an absolute path', relativeGlob, '/repository/test/**', `${globProblem}, not "/repository/test/**"`],
  ['a path in the home', relativeGlob, '~/test', `${globProblem}, not "~/test"`],
  ['a path that climbs', relativeGlob, 'test/../../x', `${globProblem}, not "test/../../x"`],
  ['an empty glob', relativeGlob, ' ', 'must be a glob, not " "'],
  ['a glob with NUL', relativeGlob, 'a\0b', 'must be a glob without a NUL character'],
  [
    'a glob for everything but something',
    relativeGlob,
    '!src/**',
    'must be a glob of the paths that are meant, without "!", not "!src/**"',
  ],
  ['a word', wholeNumber(1), 'many', `${wholeNumberProblem}, not "many"`],
  ['nothing', wholeNumber(1), '', `${wholeNumberProblem}, not ""`],
  ['less than the least', wholeNumber(1), '0', `${wholeNumberProblem}, not "0"`],
  ['a negative number', wholeNumber(1), '-3', `${wholeNumberProblem}, not "-3"`],
  ['a fraction', wholeNumber(1), '1.5', `${wholeNumberProblem}, not "1.5"`],
  ['an exponent', wholeNumber(1), '1e3', `${wholeNumberProblem}, not "1e3"`],
  ['a hexadecimal number', wholeNumber(1), '0x10', `${wholeNumberProblem}, not "0x10"`],
  ['odd groups', wholeNumber(1), '1,5', `${wholeNumberProblem}, not "1,5"`],
  [
    'more than can be counted',
    wholeNumber(1),
    '9'.repeat(17),
    `${wholeNumberProblem}, not "${'9'.repeat(17)}"`,
  ],
  ['a negative amount', money, '-1', `${moneyProblem}, not "-1"`],
  ['an amount with its sign', money, '$5', `${moneyProblem}, not "$5"`],
  ['an infinite amount', money, 'Infinity', `${moneyProblem}, not "Infinity"`],
  ['an unknown unit', duration('zero allowed'), '3w', `${durationProblem}, not "3w"`],
  ['a unit alone', duration('zero allowed'), 'h', `${durationProblem}, not "h"`],
  ['a unit left out at the end', duration('zero allowed'), '1h30', `${durationProblem}, not "1h30"`],
  ['a negative duration', duration('zero allowed'), '-5s', `${durationProblem}, not "-5s"`],
  ['no time where some is needed', duration('above zero'), '0s', 'must be a duration above 0, not "0s"'],
  ['longer than a timer can wait', duration('zero allowed'), '25d', 'must be at most 24 days, not "25d"'],
  ['another word', oneOf('change', 'no-change'), 'chang', 'must be change or no-change, not "chang"'],
  ['no URL', endpointUrl, 'localhost:8000', `${urlProblem}, not "localhost:8000"`],
  ['another protocol', endpointUrl, 'file:///etc/passwd', `${urlProblem}, not "file:///etc/passwd"`],
  [
    'a URL with credentials, which are not repeated',
    endpointUrl,
    'https://me:hunter22@example.org/v1',
    'must be a URL without a user name or password; the key is OPENAI_API_KEY',
  ],
  [
    'a URL with a query',
    endpointUrl,
    'https://example.org/v1?key=1',
    'must be a URL that ends with its path: nothing after "?" or "#"',
  ],
  ['a model with spaces', modelName, 'my model', 'must be the name of a model, not "my model"'],
  ['blank text', someText('a command'), ' \n', 'must be a command, not " \\n"'],
  ['text with NUL', someText('a command'), 'a\0b', 'must be a command without a NUL character'],
  ['a word that is neither on nor off', onOrOff, 'maybe', 'must be true or false, not "maybe"'],
  ['a long text, shortened', onOrOff, 'x'.repeat(99), `must be true or false, not "${'x'.repeat(80)}..."`],
];

test.each(refused)('%s is refused', (_name, type, text, problem) => {
  expect(type.parse(text)).toEqual({ ok: false, problem });
});

describe('listed', () => {
  test.each([
    [[], ''],
    [['a'], 'a'],
    [['a', 'b'], 'a and b'],
    [['a', 'b', 'c'], 'a, b and c'],
  ])('%j', (words, text) => {
    expect(listed(words, 'and')).toBe(text);
  });
});

test('an age may be longer than any timer', () => {
  expect(age.parse('30d')).toEqual({ ok: true, value: 30 * 86_400_000 });
  expect(age.parse('0')).toEqual({ ok: true, value: 0 });
  expect(age.parse('soon')).toMatchObject({ ok: false, problem: expect.stringContaining('12h or 30d') });
});

test.each([
  ['verified', 'proven', oneOf('claimed', 'verified', 'proven'), true],
  ['verified', 'verified', oneOf('claimed', 'verified', 'proven'), false],
  ['verified', 'claimed', oneOf('claimed', 'verified', 'proven'), false],
  [9, 10, wholeNumber(0), true],
  [10, 9, wholeNumber(0), false],
] as const)('%s is less than %s: %#', (value, before, type, less) => {
  expect(isLess(value, before, type)).toBe(less);
});
