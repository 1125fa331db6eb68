// Which receipt a scan is of. A scanner that types is set to one keyboard's layout, ex works the American one, and the till's computer to
// that of its country: `hamburg-1/12` is written `hamburgß1-12` then. Digits do not show it. So the keys' places are read as well.

/** What lies where on an American keyboard, of what a receipt's code can have. @type {Record<string, string>} */
const PLACES = { Minus: '-', Slash: '/', NumpadSubtract: '-', NumpadDivide: '/' };
const LETTER_OR_DIGIT = /^(?:Key([A-Z])|(?:Digit|Numpad)(\d))$/;
/** A series, as its names are, and a number in it. */
const RECEIPT = /^([a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?)\/(\d{1,18})$/;

/** What a key would write on an American keyboard without Shift. @param {string} place as in KeyboardEvent.code @param {string} key as in KeyboardEvent.key */
export function americanKey(place, key) {
  const [, letter, digit] = LETTER_OR_DIGIT.exec(place) ?? [];
  return letter?.toLowerCase() ?? digit ?? PLACES[place] ?? key;
}

/**
 * The receipts that a scan may be of, the likeliest first; none if it is something else.
 * @param {string} code as it was written @param {string} [places] the same keys on an American keyboard
 * @returns {{series: string, number: string}[]}
 */
export function receiptsOf(code, places = code) {
  const readings = new Set([code.toLowerCase(), places.toLowerCase()]);
  return [...readings].flatMap((reading) => {
    const [, series, number] = RECEIPT.exec(reading) ?? [];
    return series && number ? [{ series, number }] : [];
  });
}
