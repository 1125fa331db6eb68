import { html, nothing } from 'lit';
import { TillElement } from '../element.js';
import '../part/receipt.js';
import { icon } from '../part/icons.js';
import { till } from '../till.js';
import { bare, full, t } from '../words.js';
import { addCode } from '../action/cart.js';
import { changeOf, nextCustomer } from '../action/pay.js';
import { printAgain } from '../action/receipts.js';

/** It is paid: the change, the receipt, and on to the next customer. */
class PaidScreen extends TillElement {
  keys = { Enter: () => nextCustomer(), F10: () => nextCustomer(), Escape: () => nextCustomer(), F3: () => printAgain(till.state.sale) };

  get ready() {
    return till.state.sale !== null;
  }

  render() {
    const { sale } = till.state;
    const change = changeOf(sale);
    return html`<div class="paid">
      <section class="paid-said" aria-labelledby="paid-title">
        <div class="card-icon">${icon('check')}</div>
        <div role="alert"><h1 id="paid-title">${t('paid.title')}</h1><p class="card-next">${t('paid.next')}</p></div>
        ${change > 0
          ? html`<div class="change"><span>${t('tender.change')}</span><strong>${bare({ minor: change })}<small>${sale.total.currency}</small></strong></div>`
          : html`<p class="card-amount">${full(sale.total)}</p>`}
        <ul class="paid-tenders">${sale.tenders.map((/** @type {any} */ one) => html`<li>${t(`tenderKind.${one.kind}`)} ${bare(one.given ?? one.amount)}</li>`)}
          ${sale.tip?.minor ? html`<li>${t('tender.tipOf', { amount: bare(sale.tip) })}</li>` : nothing}</ul>
        <button class="big-button" data-kind="primary" @click=${nextCustomer}>${t('paid.nextCustomer')}<kbd>Enter</kbd></button>
        <p class="paid-hint">${t('paid.scanHint')}</p>
      </section>
      <till-receipt .document=${sale}></till-receipt>
    </div>`;
  }

  /** @param {string} code @param {string} places */
  onScan(code, places) {
    nextCustomer();
    void addCode(code, places);
    return true;
  }
}
customElements.define('till-paid', PaidScreen);
