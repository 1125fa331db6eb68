// After the till's box was put back from an older copy: sales and refunds of which only the money is known get their goods again.
import { play } from '../sound.js';
import { till } from '../till.js';
import { explain, t } from '../words.js';
import { cartPath, emptyCart, takeCart } from './cart.js';
import { showAttempt, takeSale } from './card.js';
import { refresh } from './session.js';

/** Refusals that mean something else here than elsewhere. @param {Record<string, string>} words */
const inWords = (words) => (/** @type {any} */ failure) => (words[failure?.code] ? t(words[failure.code]) : explain(failure));

/** What the goods of this sale have to come to at least, in minor units: what was paid, without tip and rounding. @param {any} sale */
export const wanted = (sale) => sale.total.minor - sale.remaining.minor;

/** What a refund has given back, in minor units. @param {any} refund */
export const givenBack = (refund) => refund.total.minor + refund.rounding.minor + refund.tip.minor - refund.remaining.minor;

/** The cart holds the goods of the sale on the screen: what was paid for it is paid for them. */
export function rungUp() {
  const { sale } = till.state;
  const say = inWords({ 'amount-not-valid': 'again.tooLittle', 'sale-not-open': 'again.known', 'cart-empty': 'again.empty' });
  return till.intend(`again-${sale.sale}`, async () => {
    const now = await till.cartLane.add(() => goodsOf(sale));
    till.set({ cart: emptyCart(), lastLine: 0, entry: '', times: null });
    takeSale(now);
    play(now.state === 'COMPLETED' ? 'PAID' : 'scan');
  }, say);
}

/** @param {any} sale */
async function goodsOf(sale) {
  try {
    await till.api.command(cartPath('/ring-up-again'), { sale: sale.sale });
    return await till.api.command(cartPath('/checkout'));
  } catch (failure) {
    // Somebody else may have changed the cart or the sale.
    takeCart(await till.api.get(cartPath()));
    void refresh(['sale']);
    throw failure;
  }
}

/** What the refund on the screen would be with these lines. @param {any} refund @param {{line: number, quantityThousandths: number}[]} lines */
export function wouldTakeBack(refund, lines) {
  const named = lines.map(({ line, quantityThousandths }) => `${line}:${quantityThousandths}`).join(',');
  return till.api.get(`/refunds/${refund.refund}/lines?line=${named}`);
}

/** These lines came back. Whether that was taken. @param {any} refund @param {{line: number, quantityThousandths: number}[]} lines */
export async function cameBack(refund, lines) {
  const say = inWords({ 'amount-not-valid': 'again.refundTooLittle', 'not-refundable': 'again.refundNot' });
  return till.intend(`refund-${refund.refund}`, async () => {
    const now = await till.api.command(`/refunds/${refund.refund}/lines`, { lines });
    const others = till.state.openRefunds.filter((one) => one.refund !== now.refund);
    till.set({ refund: now, openRefunds: now.state === 'COMPLETED' ? others : [...others, now] });
    if (now.state === 'COMPLETED') play('PAID');
    return true;
  }, say);
}

/** Back to a refund that has not ended. @param {any} refund */
export function resumeRefund(refund) {
  till.set({ view: 'refund', refund, sale: null, attempt: null, entry: '' });
  if (refund.attempt) void showAttempt(refund.attempt);
}

/** The cart is needed for somebody else; the sale or refund goes on waiting. */
export function later() {
  till.set({ view: till.state.shift ? 'sale' : 'shift', sale: null, refund: null, attempt: null, entry: '' });
}
