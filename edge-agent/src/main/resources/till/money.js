// Amounts are whole minor units in a plain integer; text is taken apart as text. Nothing here divides or multiplies by a fraction.

/** @typedef {{minor: number, currency: string}} Money */

const BIGGEST = 999_999_999_999;

/** @param {number} minor @param {string} currency @returns {Money} */
export function money(minor, currency) {
  if (!Number.isSafeInteger(minor)) throw new RangeError(`${minor} is not a whole number of minor units`);
  return { minor, currency };
}

/** @param {Money} a @param {Money} b */
export function minus(a, b) {
  if (a.currency !== b.currency) throw new RangeError(`cannot take ${b.currency} from ${a.currency}`);
  return money(a.minor - b.minor, a.currency);
}

/** `-5` with two digits is `-0.05`. @param {number} minor @param {number} digits */
export function decimal(minor, digits) {
  const sign = minor < 0 ? '-' : '';
  const text = String(Math.abs(minor)).padStart(digits + 1, '0');
  return digits === 0 ? sign + text : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/**
 * Whole units of `10^-digits` out of what a person typed: `12`, `12.4`, `12,40`, `1.234,50`. More decimals than there are, or anything
 * that could be read in two ways, is null.
 * @param {string} text @param {number} digits @returns {number | null}
 */
export function parseDecimal(text, digits) {
  const plain = text.replace(/[\s'’\u00a0\u202f]/g, '');
  const parts = /^(\d*)(?:[.,](\d*))?$/.exec(plain) ?? /^(\d{1,3}(?:([.,])\d{3})+)(?!\2)[.,](\d*)$/.exec(plain);
  if (!parts || !/\d/.test(plain)) return null;
  const whole = parts[1].replace(/[.,]/g, '');
  const rest = parts[parts.length - 1] ?? '';
  if (rest.length > digits) return null;
  const value = Number((whole || '0') + rest.padEnd(digits, '0'));
  return value > BIGGEST ? null : value;
}

/**
 * What a pad of digits means: without a point they are minor units (`1240` is 12.40), with one they are as written (`12.` is 12.00).
 * @param {string} entry @param {number} digits @returns {number | null}
 */
export function parsePad(entry, digits) {
  if (entry === '') return null;
  if (/[.,]/.test(entry)) return parseDecimal(entry, digits);
  const value = Number(entry);
  return /^\d+$/.test(entry) && value <= BIGGEST ? value : null;
}

/** @type {Map<string, Intl.NumberFormat>} */
const formats = new Map();

/** @param {string} locale @param {number} digits @param {number} [least] */
function formatOf(locale, digits, least = digits) {
  const name = `${locale} ${digits} ${least}`;
  let format = formats.get(name);
  if (!format) {
    format = new Intl.NumberFormat(locale, { minimumFractionDigits: least, maximumFractionDigits: digits });
    formats.set(name, format);
  }
  return format;
}

/** `1,234.50`: the number alone. @param {number} minor @param {number} digits @param {string} locale */
export function formatMinor(minor, digits, locale) {
  return formatOf(locale, digits).format(/** @type {any} */ (decimal(minor, digits))).replace('-', '−');
}

/** `0.250`, `3`. @param {number} thousandths @param {string} locale @param {boolean} weighed */
export function formatQuantity(thousandths, locale, weighed = false) {
  return formatOf(locale, 3, weighed ? 3 : 0).format(/** @type {any} */ (decimal(thousandths, 3)));
}

/** `19 %`, `5.5 %`. @param {number} basisPoints @param {string} locale */
export function formatRate(basisPoints, locale) {
  return `${formatOf(locale, 2, 0).format(/** @type {any} */ (decimal(basisPoints, 2)))}\u00a0%`;
}

/** Notes and coins, biggest first, in minor units. @param {string} currency @param {number} digits */
export function denominations(currency, digits) {
  const known = {
    EUR: [20000, 10000, 5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5, 2, 1],
    GBP: [5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5, 2, 1],
    CHF: [100000, 20000, 10000, 5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5],
    USD: [10000, 5000, 2000, 1000, 500, 100, 25, 10, 5, 1],
  }[currency];
  if (known) return known;
  const one = Number('1'.padEnd(digits + 1, '0'));
  const all = [100 * one, 50 * one, 20 * one, 10 * one, 5 * one, 2 * one, one];
  return digits < 2 ? all : [...all, ...[50, 20, 10, 5, 2, 1].map((part) => part * Number('1'.padEnd(digits - 1, '0')))];
}

/** What a customer hands over is less than this above what is due: a note more than is needed would stay in the purse. @param {string} currency @param {number} digits */
export function leastUnlikelyChange(currency, digits) {
  const biggest = { EUR: 50_000, GBP: 5000, CHF: 100_000, USD: 10_000 }[currency];
  return biggest ?? Number('1000000'.padEnd(digits + 7, '0'));
}

/**
 * What a customer is likely to hand over: the amount itself, then the next sums that notes make.
 * @param {number} due @param {string} currency @param {number} digits @returns {number[]}
 */
export function likelyCash(due, currency, digits) {
  if (due <= 0) return [];
  const one = Number('1'.padEnd(digits + 1, '0'));
  const notes = denominations(currency, digits).filter((note) => note >= 5 * one).reverse();
  const sums = new Set([due]);
  for (const note of notes) {
    const over = due % note;
    sums.add(over === 0 ? due : due - over + note);
  }
  return [...sums].sort((a, b) => a - b).slice(0, 5);
}
