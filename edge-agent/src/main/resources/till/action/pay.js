// Taking money for the sale on the screen.
import { play } from '../sound.js';
import { till } from '../till.js';
import { full, t } from '../words.js';
import { showAttempt, takeSale } from './card.js';

/** @param {object} tender */
function tender(tender) {
  const { sale } = till.state;
  return till.intend(`pay-${sale.sale}`, async () => {
    const now = await till.api.command(`/sales/${sale.sale}/tenders`, tender);
    till.set({ entry: '' });
    takeSale(now);
    if (now.attempt) void showAttempt(now.attempt);
    else play(now.state === 'COMPLETED' ? 'PAID' : 'scan');
  });
}

/** Whether something is on its way already: everything that moves money waits. */
export const paying = () => Boolean(till.state.sale) && till.busy(`pay-${till.state.sale.sale}`);

/** @param {number} given @param {number} [tip] minor units */
export function payCash(given, tip = 0) {
  return tender({ kind: 'cash', given: till.money(given), ...(tip > 0 ? { tip: till.money(tip) } : {}) });
}

/** @param {number} [amount] minor units; all that remains without it */
export function payCard(amount) {
  const { sale } = till.state;
  if (sale.attempt || sale.state === 'CARD_PENDING') return Promise.resolve();
  return tender({ kind: 'card', ...(amount ? { amount: till.money(amount) } : {}) });
}

/** @param {number} [amount] minor units */
export async function payVoucher(amount) {
  const answer = await till.ask('voucher-redeem', { amount });
  if (answer) await tender({ kind: 'voucher', number: answer.number, ...(answer.amount ? { amount: answer.amount } : {}) });
}

/** What goes back of the cash that was given, in minor units. @param {any} sale */
export const changeOf = (sale) => sale.tenders.reduce((/** @type {number} */ sum, /** @type {any} */ one) => sum + (one.change?.minor ?? 0), 0);

/** @param {number} index of the tender */
export async function giveBack(index) {
  const { sale } = till.state;
  const given = sale.tenders[index];
  const answer = await till.ask('confirm', { title: t('tender.giveBack'), text: t(`tender.giveBackText.${given.kind}`, { amount: full(given.amount) }), yes: t('tender.giveBack') });
  if (!answer) return;
  await till.intend(`pay-${sale.sale}`, async () => {
    const now = await till.api.command(`/sales/${sale.sale}/tenders/${index}/give-back`, { tender: given });
    takeSale(now);
    if (now.attempt) void showAttempt(now.attempt);
    else till.notify('good', t('tender.gaveBack', { amount: full(given.amount) }));
  });
}

export async function abortSale() {
  const { sale } = till.state;
  const answer = await till.ask('reason', { title: t('tender.abort'), text: sale.forgotten ? t('again.abortText') : t('tender.abortText', { total: full(sale.total) }), reasons: 'void', danger: true });
  if (answer) {
    await till.intend(`pay-${sale.sale}`, async () => {
      const now = await till.api.command(`/sales/${sale.sale}/abort`, { reason: answer.reason });
      takeSale({ ...sale, ...now, state: 'ABORTED' });
    });
  }
}

/** The screen is free for the next customer. */
export function nextCustomer() {
  till.set({ view: till.state.shift ? 'sale' : 'shift', sale: null, refund: null, attempt: null, entry: '', times: null });
}
