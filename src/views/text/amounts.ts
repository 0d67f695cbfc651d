/** `1,234,567` */
export function countText(count: number): string {
  return String(Math.round(count)).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

/** `1 file`, `1,200 files` */
export function countOf(count: number, noun: string): string {
  return `${countText(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** `$1.25`, `$0.0042`; `unknown` for null. */
export function moneyText(usd: number | null): string {
  if (usd === null) return 'unknown';
  return usd > 0 && usd < 0.01 ? `$${usd.toFixed(4)}` : `$${usd.toFixed(2)}`;
}

/** `512 bytes`, `1.5 MB`, `20 GB`: in powers of 1000. */
export function sizeText(bytes: number): string {
  const units = ['kB', 'MB', 'GB', 'TB'];
  if (bytes < 1000) return countOf(bytes, 'byte');
  const power = Math.min(Math.floor(Math.log10(bytes) / 3), units.length);
  const amount = bytes / 1000 ** power;
  return `${amount < 10 ? amount.toFixed(1) : Math.round(amount)} ${units[power - 1]}`;
}

/** `850 ms`, `2.3 s`, `3m 12s`, `4h`, `2d 1h`: the two largest units. */
export function durationText(durationMs: number): string {
  if (durationMs < 1000) return `${Math.round(durationMs)} ms`;
  if (durationMs < 59_950) return `${(durationMs / 1000).toFixed(1)} s`;
  const seconds = Math.round(durationMs / 1000);
  if (seconds < 3600) return twoUnits(Math.floor(seconds / 60), 'm', seconds % 60, 's');
  const minutes = Math.round(seconds / 60);
  if (minutes < 1440) return twoUnits(Math.floor(minutes / 60), 'h', minutes % 60, 'm');
  const hours = Math.round(minutes / 60);
  return twoUnits(Math.floor(hours / 24), 'd', hours % 24, 'h');
}

function twoUnits(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large}${largeUnit}` : `${large}${largeUnit} ${small}${smallUnit}`;
}

/** How much of the input was read from the cache: `80%`. */
export function cachedShare(inputTokens: number, cachedInputTokens: number): string {
  return `${inputTokens > 0 ? Math.round((100 * cachedInputTokens) / inputTokens) : 0}%`;
}

/** The time of day of a moment (milliseconds since the epoch): `02:10`, on another day than `now`'s `2026-10-06 02:10`. */
export function clockText(moment: number, now: number): string {
  const time = timeOf(new Date(moment));
  const [day, today] = [dayOf(new Date(moment)), dayOf(new Date(now))];
  return day === today ? time : `${day} ${time}`;
}

/** The time of day of a moment (milliseconds since the epoch) to the second: `02:10:05`. */
export function dayTimeText(moment: number): string {
  const date = new Date(moment);
  return `${timeOf(date)}:${twoDigits(date.getSeconds())}`;
}

function timeOf(date: Date): string {
  return [date.getHours(), date.getMinutes()].map(twoDigits).join(':');
}

function dayOf(date: Date): string {
  return [date.getFullYear(), twoDigits(date.getMonth() + 1), twoDigits(date.getDate())].join('-');
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}
