import { html, nothing } from 'lit';
import { TillElement } from '../element.js';
import '../part/cart.js';
import '../part/pad.js';
import '../part/quick-keys.js';
import '../part/search.js';
import { padKey } from '../part/pad.js';
import { icon } from '../part/icons.js';
import { formatQuantity } from '../money.js';
import { toSign } from '../signature.js';
import { till } from '../till.js';
import { bare, full, many, spoken, t } from '../words.js';
import { addCode, checkout, discountCart, editLine, park, recall, sellVoucher, takeEntryAsQuantity, voidCart } from '../action/cart.js';
import { givenBack, resumeRefund } from '../action/again.js';
import { resume } from '../action/card.js';

/** @param {boolean} checking @param {[string, string]} words @param {() => void} go */
function held(checking, [words, more], go) {
  return html`<button class="held" data-kind=${checking ? 'wait' : 'info'} @click=${go}>${icon('clock')}<span>${words}<small>${more}</small></span></button>`;
}

/** @param {any} sale @returns {[string, string]} */
function saleWords(sale) {
  if (sale.forgotten && !sale.attempt) return [t('again.heldSale', { amount: full(sale.paid) }), t('again.heldSaleHint')];
  return [t('held.sale', { total: full(sale.total) }), t(sale.attempt ? 'held.checking' : toSign(sale) ? 'held.signature' : 'held.open')];
}

/** @param {any} refund @returns {[string, string]} */
function refundWords(refund) {
  if (refund.forgotten && !refund.attempt) return [t('again.heldRefund', { amount: full(till.money(givenBack(refund))) }), t('again.heldRefundHint')];
  return [t('held.refund', { total: full(refund.total) }), t(refund.attempt ? 'held.checking' : 'held.refundOpen')];
}

/** Where articles become a cart. */
class SaleScreen extends TillElement {
  keys = {
    F2: () => /** @type {HTMLElement} */ (this.querySelector('#search')).focus(),
    F3: () => (till.state.cart?.lines.length ? park() : recall()),
    F4: () => till.state.cart?.lines.length && discountCart(),
    F6: () => till.state.cart?.lines.length && voidCart(),
    F7: () => sellVoucher(),
    F10: () => checkout(),
    '+': () => checkout(),
    '*': () => takeEntryAsQuantity(),
    x: () => takeEntryAsQuantity(),
    X: () => takeEntryAsQuantity(),
    Enter: () => this.enter(),
    Delete: () => this.editLast(),
    Escape: () => till.set({ entry: '', times: null }),
  };

  get ready() {
    return till.state.session !== null;
  }

  render() {
    const { cart, entry, times, openSales, openRefunds, scansWaiting, parked } = till.state;
    const empty = !cart?.lines?.length;
    return html`<div class="sale"><h1 class="hidden">${t('screen.sale')}</h1>
      <div class="sale-left">
        ${openSales.map((sale) => held(sale.attempt, saleWords(sale), () => resume(sale)))}
        ${openRefunds.map((refund) => held(refund.attempt, refundWords(refund), () => resumeRefund(refund)))}
        <till-cart></till-cart>
        <button class="pay" ?disabled=${empty || till.busy('checkout')} @click=${checkout}><span>${t('sale.pay')}<kbd>F10</kbd></span><span class="pay-amount">${bare(cart?.total ?? { minor: 0 })}</span></button>
      </div>
      <div class="sale-right">
        <till-search></till-search>
        <till-quick-keys></till-quick-keys>
        <div class="sale-pad">
          <output class="entry" aria-label=${t('pad.entry')} aria-live="polite">
            ${times !== null ? html`<span class="entry-times">${formatQuantity(times, spoken().locale)} ×</span>` : nothing}
            <span class="entry-text" data-empty=${entry === ''}>${entry || (times === null ? t('pad.hint') : t('pad.scanNow'))}</span>
            ${scansWaiting > 0 ? html`<span class="entry-waiting">${many('scan.waiting', scansWaiting)}</span>` : nothing}
          </output>
          <till-pad .extra=${[
            { label: '×', name: t('pad.times'), act: () => takeEntryAsQuantity() },
            { label: t('pad.enter'), name: t('pad.enterName'), kind: 'primary tall', act: () => this.enter() },
          ]}></till-pad>
          <div class="actions">
            <button class="action" ?disabled=${empty} @click=${discountCart}>${icon('percent')}${t('sale.discount')}</button>
            <button class="action" ?disabled=${empty} @click=${park}>${icon('park')}${t('sale.park')}</button>
            <button class="action" ?disabled=${!empty} @click=${recall}>${icon('list')}${t('sale.recall')}${parked > 0 ? html`<span class="tally">${parked}</span>` : nothing}</button>
            <button class="action" @click=${sellVoucher}>${icon('voucher')}${t('sale.voucher')}</button>
            <button class="action" data-kind="danger" ?disabled=${empty} @click=${voidCart}>${icon('trash')}${t('sale.void')}</button>
          </div>
        </div>
      </div>
    </div>`;
  }

  enter() {
    const code = till.state.entry;
    if (code === '') return;
    till.set({ entry: '' });
    void addCode(code);
  }

  editLast() {
    const line = till.state.cart?.lines.find((/** @type {any} */ one) => one.line === till.state.lastLine) ?? till.state.cart?.lines.at(-1);
    if (line) void editLine(line);
  }

  /** @param {string} key */
  onKey(key) {
    return super.onKey(key) || padKey(key);
  }

  /** @param {string} code @param {string} places */
  onScan(code, places) {
    void addCode(code, places);
    return true;
  }
}
customElements.define('till-sale', SaleScreen);
