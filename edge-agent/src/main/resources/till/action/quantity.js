// Quantities are thousandths of a piece or a kilogram.
import { parseDecimal } from '../money.js';

const MOST = 9_999_999;

/** What a person typed; zero, nonsense or an absurd one is null. @param {string} entry @returns {number | null} */
export function parseQuantityOf(entry) {
  const thousandths = parseDecimal(entry, 3);
  return thousandths === null || thousandths <= 0 || thousandths > MOST ? null : thousandths;
}
