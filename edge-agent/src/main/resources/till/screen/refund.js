import { html, nothing } from 'lit';
import { TillElement } from '../element.js';
import '../part/receipt.js';
import { icon } from '../part/icons.js';
import { till } from '../till.js';
import { bare, full, t } from '../words.js';
import { addCode } from '../action/cart.js';
import { nextCustomer } from '../action/pay.js';
import { abortRefund, refundTender } from '../action/receipts.js';

/** Money on its way back. */
class RefundScreen extends TillElement {
  keys = { Enter: () => till.state.refund?.state === 'COMPLETED' && nextCustomer(), F10: () => till.state.refund?.state === 'COMPLETED' && nextCustomer() };

  render() {
    const { refund } = till.state;
    if (!refund) return html`<p class="quiet waiting" role="status">${t('refund.waiting')}</p>`;
    return refund.state === 'COMPLETED' ? this.done(refund) : this.open(refund);
  }

  /** @param {any} refund */
  done(refund) {
    // What was given back before, as after a restore, is with the customer already.
    const last = refund.tenders?.at(-1);
    const way = last?.kind ?? 'cash';
    return html`<div class="paid">
      <section class="paid-said" aria-labelledby="refund-title">
        <div class="card-icon">${icon('check')}</div>
        <div role="alert"><h1 id="refund-title">${t('refund.done')}</h1><p class="card-next">${t(`refund.done.${way}`)}</p></div>
        <p class="card-amount">${full(last?.amount ?? refund.total)}</p>
        ${refund.tenders?.length > 1 ? html`<ul class="paid-tenders">${refund.tenders.map((/** @type {any} */ one) => html`<li>${t(`tenderKind.${one.kind}`)} ${bare(one.amount)}</li>`)}</ul>` : nothing}
        <button class="big-button" data-kind="primary" @click=${nextCustomer}>${t('paid.nextCustomer')}<kbd>Enter</kbd></button>
      </section>
      <till-receipt .document=${refund}></till-receipt>
    </div>`;
  }

  /** @param {any} refund */
  open(refund) {
    const begun = refund.tenders.length > 0;
    const busy = till.busy(`refund-${refund.refund}`) || refund.state === 'CARD_PENDING';
    return html`<section class="centre" aria-labelledby="refund-title">
      <h1 id="refund-title">${t('refund.open', { amount: full(refund.remaining) })}</h1>
      <p>${t(begun ? 'refund.openPart' : 'refund.openText')}</p>
      <div class="choice-buttons">
        <button class="big-button" ?disabled=${busy} @click=${() => refundTender({ kind: 'card' })}>${icon('card')}${t('tender.card')}</button>
        <button class="big-button" ?disabled=${busy} @click=${() => refundTender({ kind: 'cash' })}>${icon('cash')}${t('tender.cash')}</button>
        <button class="big-button" ?disabled=${busy} @click=${() => this.voucher()}>${icon('voucher')}${t('tender.voucher')}</button>
        ${begun ? nothing : html`<button class="big-button" data-kind="danger" ?disabled=${busy} @click=${abortRefund}>${t('refund.abort')}</button>`}
      </div>
    </section>`;
  }

  async voucher() {
    const answer = await till.ask('voucher-redeem', { issue: true });
    if (answer) await refundTender({ kind: 'voucher', voucher: answer.number });
  }

  /** Once the money is back, the next customer's. @param {string} code @param {string} places */
  onScan(code, places) {
    if (till.state.refund?.state === 'COMPLETED') {
      nextCustomer();
      void addCode(code, places);
    } else {
      till.notify('bad', t('cart.notWhilePaying', { code }));
    }
    return true;
  }
}
customElements.define('till-refund', RefundScreen);
