// What the page says, in the cashier's language.
import { formatMinor } from './money.js';

/** @type {Record<string, () => Promise<{default: Record<string, string>}>>} */
const LANGUAGES = { en: () => import('./words/en.js'), de: () => import('./words/de.js') };
const REGIONS = { en: 'en-GB', de: 'de-DE' };

/** @type {Record<string, string>} */ let words = {};
let language = 'en';
let locale = 'en-GB';
let digits = 2;

/** The languages that there are. */
export const languages = Object.keys(LANGUAGES);

/** @param {string} wanted a BCP 47 tag; one that there is not becomes English */
export async function speak(wanted) {
  language = wanted.slice(0, 2) in LANGUAGES ? wanted.slice(0, 2) : 'en';
  locale = wanted.length > 2 && wanted.startsWith(language) ? wanted : REGIONS[/** @type {'en'} */ (language)];
  words = (await LANGUAGES[language]()).default;
  document.documentElement.lang = language;
}

/** @param {number} currencyDigits */
export function useDigits(currencyDigits) {
  digits = currencyDigits;
}

export function spoken() {
  return { language, locale, digits };
}

/** `{name}` in the text is replaced by that argument. @param {string} key @param {Record<string, string | number>} [args] */
export function t(key, args = {}) {
  return (words[key] ?? key).replace(/\{(\w+)\}/g, (_, name) => String(args[name] ?? ''));
}

/** @param {string} key */
export function has(key) {
  return key in words;
}

/** One or many. @param {string} key @param {number} count */
export function many(key, count) {
  return t(`${key}.${count === 1 ? 'one' : 'many'}`, { count });
}

/** `12.40`. @param {{minor: number} | null | undefined} amount */
export function bare(amount) {
  return formatMinor(amount?.minor ?? 0, digits, locale);
}

/** `12.40 EUR`. @param {{minor: number, currency: string} | null | undefined} amount */
export function full(amount) {
  return amount ? `${bare(amount)}\u00a0${amount.currency}` : '';
}

/** @type {Map<string, Intl.DateTimeFormat>} */
const dateFormats = new Map();

/** @param {string | number | Date} when @param {'time' | 'short' | 'seconds'} [how] */
export function time(when, how = 'time') {
  const name = `${locale} ${how}`;
  let format = dateFormats.get(name);
  if (!format) {
    format = new Intl.DateTimeFormat(locale, {
      time: { hour: '2-digit', minute: '2-digit' },
      seconds: { hour: '2-digit', minute: '2-digit', second: '2-digit' },
      short: { day: '2-digit', month: '2-digit', hour: '2-digit', minute: '2-digit' },
    }[how]);
    dateFormats.set(name, format);
  }
  return format.format(new Date(when));
}

/** `0:14`. @param {number} ms */
export function elapsed(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** `3 min`, `2 h`, `4 d`. @param {number} ms */
export function age(ms) {
  const minutes = Math.max(0, Math.floor(ms / 60_000));
  if (minutes < 60) return t('age.minutes', { count: minutes });
  return minutes < 2880 ? t('age.hours', { count: Math.floor(minutes / 60) }) : t('age.days', { count: Math.floor(minutes / 1440) });
}

/** A refusal in the cashier's words. @param {any} failure */
export function explain(failure) {
  const key = `problem.${failure?.code}`;
  return has(key) ? t(key, { detail: failure.message }) : t('problem.other', { detail: failure?.message ?? String(failure) });
}
