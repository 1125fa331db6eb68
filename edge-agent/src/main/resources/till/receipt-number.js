// Which receipt somebody means who types its number: as it is printed, in any case, with other separators than there, or without any.

/** `Receipt hamburg-1 12`: what stands before the number on paper. */
const WORD = /^\p{L}+\s+(?=\S)/u;
const WITH_SERIES = /(?:^|\s)([a-z0-9-]+)\s*[/\s]\s*(\d{1,18})$/;

/** @param {string} text */
const bare = (text) => text.replace(/[^a-z0-9]/g, '');

/**
 * All that it may be, each once; nothing if it ends without a number.
 * @param {string} text @param {string[]} known the series that there are
 * @returns {{series: string, number: string}[]}
 */
export function receiptsTyped(text, known) {
  const plain = text.trim().toLowerCase();
  const [, series, number] = WITH_SERIES.exec(plain) ?? [];
  // As it is printed it is that one, whatever it may be without its separators: shop-1-2/5 is not shop-1/25.
  const printed = known.find((one) => one.toLowerCase() === series);
  if (printed) return [{ series: printed, number }];
  const meant = series ? [{ series, number }] : [];
  for (const reading of [plain, plain.replace(WORD, '')]) {
    for (const one of known) {
      const numbers = [reading, behind(bare(reading), bare(one))].filter((text) => /^\d{1,18}$/.test(text));
      meant.push(...numbers.map((text) => ({ series: one, number: text })));
    }
  }
  return [...new Map(meant.map((one) => [`${one.series}/${BigInt(one.number)}`, one])).values()];
}

/** @param {string} text @param {string} start */
function behind(text, start) {
  return text.startsWith(start) ? text.slice(start.length) : '';
}
