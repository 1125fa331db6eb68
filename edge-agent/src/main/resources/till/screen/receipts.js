import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { TillElement } from '../element.js';
import '../part/receipt.js';
import { icon } from '../part/icons.js';
import { till } from '../till.js';
import { bare, explain, full, t, time } from '../words.js';
import { latest, open, refund, refuseScanned, reverse, scanned, typed } from '../action/receipts.js';
import { receiptsOf } from '../scan.js';
import { play } from '../sound.js';

/** What was sold: looked at, printed again, given back. */
class ReceiptsScreen extends TillElement {
  static properties = { items: { state: true }, found: { state: true }, chosen: { state: true }, message: { state: true } };

  constructor() {
    super();
    /** @type {any[] | null} */ this.items = null;
    /** What one number may mean. @type {any[] | null} */ this.found = null;
    /** @type {any} */ this.chosen = null;
    this.message = '';
  }

  #choices = 0;

  keys = { F2: () => /** @type {HTMLElement} */ (this.querySelector('#number')).focus(), Escape: () => till.set({ view: till.state.shift ? 'sale' : 'shift' }) };

  connectedCallback() {
    super.connectedCallback();
    void latest().then((items) => (this.items = items)).catch((failure) => till.refused(failure));
  }

  willUpdate() {
    if (!till.state.receipt) return;
    this.#choices++;
    this.chosen = till.state.receipt;
    till.state.receipt = null;
  }

  render() {
    return html`<div class="receipts">
      <section class="receipt-list" aria-label=${t('receipts.title')}>
        <h1>${t('receipts.title')}</h1>
        <form class="find" @submit=${this.look}>
          <label class="search-box">${icon('search')}<span class="hidden">${t('receipts.find')}</span>
            <input id="number" class="search-input" type="text" autocomplete="off" inputmode="text" placeholder="${t('receipts.find')}  (F2)" aria-describedby="find-message" /></label>
          <button class="action">${t('receipts.show')}</button>
        </form>
        <p id="find-message" class="bad-text" role="alert">${this.message}</p>
        <ul class="rows">${repeat(this.found ?? this.items ?? [], (item) => item.refund ?? item.sale, (item) => this.row(item))}</ul>
        ${this.items?.length === 0 ? html`<p class="quiet">${t('receipts.none')}</p>` : nothing}
      </section>
      ${this.chosen ? this.detail(this.chosen) : html`<section class="receipt-none"><p class="quiet">${t('receipts.pick')}</p></section>`}
    </div>`;
  }

  /** @param {any} item */
  row(item) {
    const here = this.chosen && (this.chosen.refund ?? this.chosen.sale) === (item.refund ?? item.sale);
    return html`<li><button class="row" aria-current=${here ? 'true' : 'false'} @click=${() => this.show(item)}>
      <span class="row-icon">${icon(item.kind === 'refund' ? 'refund' : 'list')}</span>
      <span>${item.series}/${item.number}<small>${time(item.completedAt, 'short')} · ${item.operator ?? ''}</small></span>
      <span class="line-amount">${item.kind === 'refund' ? '−' : ''}${bare(item.total)}</span></button></li>`;
  }

  /** @param {any} one */
  detail(one) {
    const left = one.refundable?.minor ?? 0;
    const card = !one.refund && one.tenders?.length === 1 && one.tenders[0].kind === 'card' && !(one.refunded?.length > 0);
    return html`<div class="receipt-detail">
      <till-receipt .document=${one}></till-receipt>
      ${one.refund
        ? html`<p class="quiet">${t('receipts.isRefund')}</p>`
        : html`<div class="detail-side">
            <h2>${full(one.total)}</h2>
            <p class="quiet">${left > 0 ? t('receipts.refundable', { amount: full(one.refundable) }) : t('receipts.allRefunded')}</p>
            <button class="big-button" data-kind="primary" ?disabled=${left <= 0 || !till.state.shift} @click=${() => refund(one)}>${icon('refund')}${t('receipts.refund')}</button>
            ${card ? html`<button class="big-button" ?disabled=${!till.state.shift} @click=${() => reverse(one)}>${icon('card')}${t('receipt.reverse')}</button>` : nothing}
          </div>`}
    </div>`;
  }

  /** The newest choice counts, whichever is answered first. @param {Promise<any>} finding @returns {Promise<any>} */
  async choose(finding) {
    const mine = ++this.#choices;
    const found = await finding;
    if (found && mine === this.#choices) this.chosen = found;
    return found;
  }

  /** @param {any} item */
  async show(item) {
    try {
      await this.choose(open(item));
    } catch (failure) {
      till.refused(failure);
    }
  }

  /** @param {Event} [event] */
  async look(event) {
    event?.preventDefault();
    const field = /** @type {HTMLInputElement} */ (this.querySelector('#number'));
    await this.lookFor(field.value.trim());
  }

  /** @param {string} text */
  async lookFor(text) {
    this.message = '';
    this.found = null;
    if (!/\d$/.test(text)) {
      this.message = t('receipts.notNumber');
      return;
    }
    const mine = ++this.#choices;
    try {
      const found = await typed(text);
      if (mine !== this.#choices) return;
      if (found.length === 1) [this.chosen] = found;
      else if (found.length === 0) this.message = t('receipts.notFound', { number: text });
      else this.letChoose(text, found);
    } catch (failure) {
      this.message = explain(failure);
    }
  }

  /** @param {string} number @param {any[]} found */
  letChoose(number, found) {
    this.message = t('receipts.several', { number });
    this.found = found.map((one) => ({ ...one, ...one.receipt, kind: one.refund ? 'refund' : 'sale' }));
  }

  /** A receipt's own barcode. An article's number is none, though it may look like one that was typed. @param {string} code @param {string} places */
  onScan(code, places) {
    if (receiptsOf(code, places).length === 0) till.notify('bad', t(till.state.shift ? 'cart.notHere' : 'cart.openFirst', { code }));
    else if (till.state.dialogs.length > 0) refuseScanned(code);
    else void this.scan(code, places);
    return true;
  }

  /** @param {string} code @param {string} places */
  async scan(code, places) {
    this.message = '';
    this.found = null;
    try {
      const found = await this.choose(scanned(code, places));
      if (!found) this.message = t('receipts.notFound', { number: code });
      play(found ? 'scan' : 'refused');
    } catch (failure) {
      till.refused(failure);
    }
  }
}
customElements.define('till-receipts', ReceiptsScreen);
