// What the terminal proves of a card payment after a person had said otherwise, as the money of a sale or refund tells it.

/** What a card has paid or got back after somebody had read off that it did not. @param {any} shown @param {any} now @param {any} attempt the one on the screen */
export function cameLate(shown, now, attempt) {
  if (attempt && attempt.state !== 'NOT_CHARGED') return null;
  const known = [shown.attempt, ...shown.tenders.map((/** @type {any} */ one) => one.attempt)];
  return now.tenders.find((/** @type {any} */ one) => one.kind === 'card' && !known.includes(one.attempt)) ?? null;
}

/** What a card has not paid though somebody had read off that it did: the sale goes on without it. What is given back goes by an attempt of its own. @param {any} shown @param {any} now @param {any} attempt */
export function neverCame(shown, now, attempt) {
  if ((attempt?.kind ?? 'CHARGE') !== 'CHARGE') return null;
  const left = now.tenders.map((/** @type {any} */ one) => one.attempt);
  return shown.tenders.find((/** @type {any} */ one) => one.kind === 'card' && !left.includes(one.attempt)) ?? null;
}
