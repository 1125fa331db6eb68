// The cashier's answer about a signature. The agent writes it down; until then it asks, whatever becomes of this page.
import { toSign } from '../signature.js';
import { play } from '../sound.js';
import { till } from '../till.js';
import { full, t } from '../words.js';
import { hold, showAttempt, takeSale } from './card.js';
import { tellPrinted } from './receipts.js';

/** @param {string} attempt */
export function printCopy(attempt) {
  return till.intend(`print-${attempt}`, async () => tellPrinted(await till.api.command(`/attempts/${attempt}/merchant-copy/print`)));
}

/** It matches: the sale goes on. */
export function matches() {
  return answer(toSign(till.state.sale), true);
}

/** It does not: the money goes back to the card, as far as the terminal says so. */
export async function matchesNot() {
  const { sale } = till.state;
  const asked = toSign(sale);
  const paid = sale.tenders.find((/** @type {any} */ one) => one.attempt === asked);
  const sure = await till.ask('confirm', { title: t('signature.no'), text: t('signature.noText', { amount: full(paid?.amount) }), yes: t('tender.giveBack') });
  if (sure) await answer(asked, false);
}

/** The next customer can be served: where the terminal is off, the money cannot go back now. */
export function holdToSign() {
  till.set({ attempt: null });
  hold();
}

/** @param {string | undefined} attempt @param {boolean} matches */
function answer(attempt, matches) {
  const { sale } = till.state;
  if (!attempt || toSign(sale) !== attempt) return undefined;
  return till.intend(`pay-${sale.sale}`, async () => {
    const now = await till.api.command(`/attempts/${attempt}/signature`, { matches });
    till.set({ attempt: null });
    takeSale(now);
    if (now.attempt) void showAttempt(now.attempt);
    else play(now.state === 'COMPLETED' ? 'PAID' : 'scan');
  });
}
