/** A text without the mark with which editors of Windows begin it: npm, Python and Cargo read it as if it weren't there. */
export const withoutByteOrderMark = (text: string): string => text.replace(/^\ufeff/, '');
