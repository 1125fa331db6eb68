// What a payment by signature asks of the cashier, as the agent tells it.

/** The card payment of this sale whose signature has to be compared; none while its money may be on its way back. @param {any} sale */
export function toSign(sale) {
  return sale && !sale.attempt && !sale.forgotten ? sale.signatures?.[0] : undefined;
}

/** Whether the question is what the screen has to show: another card payment that is on it is read first. @param {any} sale @param {any} attempt */
export function asksSignature(sale, attempt) {
  const asked = toSign(sale);
  return asked !== undefined && (!attempt || attempt.attempt === asked);
}

/** Whether the terminal wants a signature for this charge. @param {any} attempt */
export function bySignature(attempt) {
  return (attempt.kind ?? 'CHARGE') === 'CHARGE' && attempt.state === 'PAID' && (attempt.card?.verification ?? '').endsWith('SIGNATURE');
}
