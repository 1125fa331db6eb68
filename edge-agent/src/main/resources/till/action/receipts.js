// Receipts: seen, printed again, taken along as a file; and money given back against them.
import { receiptsTyped } from '../receipt-number.js';
import { receiptsOf } from '../scan.js';
import { play } from '../sound.js';
import { till } from '../till.js';
import { t } from '../words.js';
import { showAttempt } from './card.js';

/** Among so many receipts of all tills are the series that one may leave out. */
const LOOK_BACK = 200;

/** The path of a sale's or refund's receipt. @param {any} document */
export const receiptPath = (document) => (document.refund ? `/refunds/${document.refund}/receipt` : `/sales/${document.sale}/receipt`);

/** @param {any} document */
export function printAgain(document) {
  return till.intend(`print-${document.refund ?? document.sale}`, async () => {
    tellPrinted(await till.api.command(`${receiptPath(document)}/print`));
  });
}

/** What became of a print, in words. @param {{state?: string, detail?: string}} print */
export function tellPrinted({ state = 'PRINTING', detail = '' }) {
  till.notify(state === 'NOT_PRINTED' ? 'bad' : 'good', t(`printed.${state}`, { detail }));
}

/** @param {any} document @param {'png' | 'pdf'} kind */
export function download(document, kind) {
  return till.intend(`download-${kind}`, async () => {
    const address = URL.createObjectURL(await till.api.blob(`${receiptPath(document)}.${kind}`));
    const link = window.document.createElement('a');
    link.href = address;
    link.download = `${document.receipt ? `${document.receipt.series}-${document.receipt.number}` : 'receipt'}.${kind}`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  });
}

/** @param {number} [limit] @returns {Promise<any[]>} */
export async function latest(limit = 50) {
  const at = encodeURIComponent(till.state.session.till);
  return (await till.api.get(`/receipts?till=${at}&limit=${limit}`)).items;
}

/** @param {string} series @param {string} number @returns {Promise<any>} the sale or the refund */
export async function find(series, number) {
  const found = await till.api.get(`/receipts/${encodeURIComponent(series)}/${encodeURIComponent(number)}`);
  const refund = found.refund?.refund ?? found.refund;
  const sale = found.sale?.sale ?? found.sale;
  return open(refund ? { refund } : { sale });
}

/** The sales and refunds whose receipt may be meant by what somebody typed. @param {string} text @returns {Promise<any[]>} */
export async function typed(text) {
  const { items } = await till.api.get(`/receipts?limit=${LOOK_BACK}`);
  const found = [];
  for (const { series, number } of receiptsTyped(text, [...new Set(items.map((/** @type {any} */ one) => one.series))])) {
    try {
      found.push(await find(series, number));
    } catch (failure) {
      if (/** @type {any} */ (failure).status !== 404) throw failure;
    }
  }
  return found;
}

/** The sale or refund whose receipt was scanned, or null. @param {string} code @param {string} [places] @returns {Promise<any>} */
export async function scanned(code, places) {
  for (const { series, number } of receiptsOf(code, places)) {
    try {
      return await find(series, number);
    } catch (failure) {
      if (/** @type {any} */ (failure).status !== 404) throw failure;
    }
  }
  return null;
}

/** Shows the receipt that was scanned; the cart waits, as with F8. @param {string} code @param {string} [places] @returns {Promise<boolean>} whether it was one */
export async function openScanned(code, places) {
  const receipt = await scanned(code, places);
  if (!receipt) return false;
  if (mayLeave()) {
    play('scan');
    till.set({ view: 'receipts', sale: null, refund: null, attempt: null, receipt });
  } else {
    refuseScanned(code);
  }
  return true;
}

/** Something else has to be finished before a receipt is opened. @param {string} code */
export function refuseScanned(code) {
  play('refused');
  till.notify('bad', t('receipts.notNow', { code }));
}

/** Whether F8 would do, and no question is open. */
function mayLeave() {
  const { view, sale, dialogs } = till.state;
  return dialogs.length === 0 && (view === 'sale' || view === 'paid' || view === 'receipts' || (view === 'tender' && sale?.forgotten === true));
}

/** @param {{sale?: string, refund?: string}} one @returns {Promise<any>} */
export function open(one) {
  return till.api.get(one.refund ? `/refunds/${one.refund}` : `/sales/${one.sale}`);
}

/** @param {any} sale */
export async function refund(sale) {
  const wanted = await till.ask('refund', { sale });
  if (wanted) await begin(`refund-${sale.sale}`, `/sales/${sale.sale}/refunds`, wanted);
}

/** Takes back the whole last card payment. @param {any} sale */
export async function reverse(sale) {
  const answer = await till.ask('reason', { title: t('receipt.reverse'), text: t('receipt.reverseText'), reasons: 'refund', danger: true });
  if (answer) await begin(`refund-${sale.sale}`, `/sales/${sale.sale}/reversal`, { reason: answer.reason });
}

/** @param {string} name @param {string} path @param {object} body */
function begin(name, path, body) {
  return till.intend(name, async () => {
    const refund = await till.api.command(path, body);
    till.set({ refund, attempt: null, view: 'refund' });
    if (refund.attempt && refund.state !== 'COMPLETED') void showAttempt(refund.attempt);
  });
}

/** Another way for a refund whose card part failed. @param {object} tender */
export function refundTender(tender) {
  const { refund } = till.state;
  return begin(`refund-${refund.refund}`, `/refunds/${refund.refund}/tenders`, tender);
}

export async function abortRefund() {
  const { refund } = till.state;
  await till.intend(`refund-${refund.refund}`, async () => {
    await till.api.command(`/refunds/${refund.refund}/abort`);
    till.set({ refund: null, attempt: null, view: 'receipts' });
    till.notify('info', t('refund.aborted'));
  });
}
