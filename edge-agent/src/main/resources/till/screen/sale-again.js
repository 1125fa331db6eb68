import { html, nothing } from 'lit';
import { TillElement } from '../element.js';
import '../part/cart.js';
import { icon } from '../part/icons.js';
import { takenTenders } from '../part/tenders.js';
import { till } from '../till.js';
import { bare, full, t, time } from '../words.js';
import { later, rungUp, wanted } from '../action/again.js';
import { addCode, park } from '../action/cart.js';
import { abortSale, paying } from '../action/pay.js';

/** A sale came back with its money and without its goods: they are scanned again, or the money goes back. */
class SaleAgain extends TillElement {
  keys = {
    F3: () => !this.empty && park(),
    F10: () => this.can && rungUp(),
    Escape: () => later(),
  };

  get sale() {
    return till.state.sale;
  }

  get ready() {
    return till.state.sale !== null;
  }

  get empty() {
    return !till.state.cart?.lines?.length;
  }

  /** What the cart has more than was paid, in minor units; below zero goods are missing. */
  get difference() {
    return (till.state.cart?.total?.minor ?? 0) - wanted(this.sale);
  }

  get busy() {
    return paying() || till.busy(`again-${this.sale.sale}`) || till.state.scansWaiting > 0;
  }

  get can() {
    return !this.empty && this.difference >= 0 && !this.busy;
  }

  render() {
    const { sale } = this;
    return html`<div class="sale again">
      <div class="sale-left"><till-cart></till-cart>
        <div class="again-cart">
          <button class="action" ?disabled=${this.empty} @click=${park}>${icon('park')}${t('again.park')}<kbd>F3</kbd></button>
          <button class="action" @click=${later}>${icon('back')}${t('again.articles')}<kbd>Esc</kbd></button>
        </div>
      </div>
      <section class="again-side" aria-labelledby="again-title">
        <h1 id="again-title">${t('again.saleTitle')}</h1>
        <p>${t('again.saleText', { time: time(sale.startedAt, 'short'), who: who(sale.operator) })}</p>
        ${this.amounts()}
        <button class="big-button" data-kind="primary" ?disabled=${!this.can} @click=${rungUp}>${icon('check')}${t('again.these')}<kbd>F10</kbd></button>
        <p class="quiet">${t('again.canWait')}</p>
        <section class="again-else" aria-labelledby="again-else">
          <h2 id="again-else">${t('again.otherwise')}</h2>
          <p class="quiet">${t('again.otherwiseText')}</p>
          ${takenTenders(sale, this.busy)}
          <button class="action" data-kind="danger" ?disabled=${this.busy || sale.tenders.length > 0} @click=${abortSale}>${icon('trash')}${t('tender.abort')}</button>
        </section>
      </section>
    </div>`;
  }

  amounts() {
    const { sale, difference, empty } = this;
    const kind = empty || difference > 0 ? 'wait' : difference < 0 ? 'bad' : 'good';
    return html`${amountsOf([t('again.paid'), sale.paid.minor], [t('again.inCart'), till.state.cart?.total?.minor ?? 0], difference,
        sale.tip.minor > 0 ? t('tender.tipOf', { amount: bare(sale.tip) }) : '')}
      <p class="verdict" data-kind=${kind} role="status">${this.verdict()}</p>`;
  }

  verdict() {
    const { sale, difference, empty } = this;
    if (empty) return t(sale.tenders.length > 0 ? 'again.empty' : 'again.nothingPaid');
    if (difference === 0) return t('again.same');
    return t(difference < 0 ? 'again.less' : 'again.more', { amount: full(till.money(Math.abs(difference))) });
  }

  /** @param {string} code @param {string} places */
  onScan(code, places) {
    void addCode(code, places);
    return true;
  }
}
customElements.define('till-sale-again', SaleAgain);

/** A person's name, if the store knows it. @param {string} operator */
export function who(operator) {
  return (till.state.setup.operators ?? []).find((/** @type {any} */ one) => one.operator === operator)?.title || operator;
}

/** What was, what is said now, and what lies between: minor units. @param {[string, number]} was @param {[string, number]} now @param {number} difference @param {string} [more] */
export function amountsOf(was, now, difference, more = '') {
  const kind = difference === 0 ? 'change' : 'rest';
  return html`<div class="due">
    <div class="due-box"><span class="due-label">${was[0]}</span><span class="due-amount">${bare({ minor: was[1] })}</span>${more ? html`<span class="due-more">${more}</span>` : nothing}</div>
    <div class="due-box"><span class="due-label">${now[0]}</span><span class="due-amount">${bare({ minor: now[1] })}</span></div>
    <div class="due-box" data-kind=${kind}><span class="due-label">${t('again.difference')}</span><span class="due-amount">${difference > 0 ? '+' : ''}${bare({ minor: difference })}</span></div>
  </div>`;
}
