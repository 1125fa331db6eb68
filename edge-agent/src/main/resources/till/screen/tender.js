import { html, nothing } from 'lit';
import { TillElement } from '../element.js';
import '../part/pad.js';
import { padKey } from '../part/pad.js';
import { icon } from '../part/icons.js';
import { countItems, quantityWords, taxRows } from '../part/cart.js';
import { takenTenders } from '../part/tenders.js';
import { leastUnlikelyChange, likelyCash, parsePad } from '../money.js';
import { play } from '../sound.js';
import { till } from '../till.js';
import { bare, many, spoken, t } from '../words.js';
import { addWhilePaying, backToCart } from '../action/cart.js';
import { abortSale, payCard, payCash, paying, payVoucher } from '../action/pay.js';

/** Where a sale is paid. */
class TenderScreen extends TillElement {
  static properties = { tip: { state: true } };

  constructor() {
    super();
    this.tip = 0;
  }

  keys = {
    F2: () => !this.blocked && payCash(this.exact, this.tip),
    F3: () => this.card(),
    F4: () => this.voucher(),
    F7: () => this.askTip(),
    F10: () => this.cash(),
    Enter: () => this.cash(),
    Escape: () => (till.state.entry ? till.set({ entry: '' }) : this.back()),
  };

  get sale() {
    return till.state.sale;
  }

  get due() {
    return (this.sale.cashDue ?? this.sale.remaining).minor;
  }

  /** What cash has to pay for all of it. */
  get exact() {
    return this.due + this.tip;
  }

  get entered() {
    return parsePad(till.state.entry, spoken().digits);
  }

  /** Something is typed that is no amount: nothing is taken for it. */
  get unreadable() {
    return till.state.entry !== '' && this.entered === null;
  }

  get ready() {
    return till.state.sale !== null;
  }

  render() {
    return html`<div class="tender"><h1 class="hidden">${t('screen.tender')}</h1>
      ${this.summary()}
      <section class="tender-money" aria-label=${t('tender.label')}>
        ${this.amounts()}
        <div class="tender-ways">
          <div class="quick-cash" role="group" aria-label=${t('tender.quickCash')}>
            ${likelyCash(this.exact, this.sale.total.currency, spoken().digits).map((amount, index) => html`<button class="note" data-kind=${index === 0 ? 'exact' : ''} ?disabled=${this.blocked} @click=${() => payCash(amount, this.tip)}>
              ${index === 0 ? html`<small>${t('tender.exact')}</small>` : nothing}${bare({ minor: amount })}</button>`)}
          </div>
          <till-pad .extra=${[{ label: 'C', name: t('pad.clear'), act: () => till.set({ entry: '' }) }, { label: icon('cash'), name: t('tender.cash'), kind: 'primary tall', act: () => this.cash() }]}></till-pad>
          <div class="ways">
            <button class="way" data-kind="card" ?disabled=${this.blocked || !till.place?.terminal && !till.state.training} @click=${() => this.card()}>${icon('card')}<span>${t('tender.card')}<kbd>F3</kbd></span></button>
            <button class="way" ?disabled=${this.blocked} @click=${() => this.cash()}>${icon('cash')}<span>${t('tender.cash')}<kbd>F10</kbd></span></button>
            <button class="way" ?disabled=${this.blocked} @click=${() => this.voucher()}>${icon('voucher')}<span>${t('tender.voucher')}<kbd>F4</kbd></span></button>
            <button class="way" aria-pressed=${this.tip > 0} ?disabled=${this.blocked} @click=${() => this.askTip()}>${icon('coin')}<span>${this.tip > 0 ? t('tender.tipOf', { amount: bare({ minor: this.tip }) }) : t('tender.tip')}<kbd>F7</kbd></span></button>
          </div>
        </div>
      </section>
    </div>`;
  }

  get blocked() {
    return paying() || Boolean(this.sale.attempt);
  }

  amounts() {
    const entered = this.entered;
    const change = entered === null ? null : entered - this.exact;
    return html`<div class="due">
      <div class="due-box"><span class="due-label">${t('tender.due')}</span><span class="due-amount">${bare({ minor: this.sale.remaining.minor + this.tip })}<small>${this.sale.total.currency}</small></span>
        ${this.due !== this.sale.remaining.minor ? html`<span class="due-more">${t('tender.rounded', { amount: bare({ minor: this.exact }) })}</span>` : nothing}
      </div>
      <div class="due-box" data-kind="given"><span class="due-label">${t('tender.given')}</span><span class="due-amount">${entered === null ? till.state.entry || '–' : bare({ minor: entered })}</span></div>
      <div class="due-box" data-kind=${change !== null && change >= 0 ? 'change' : 'rest'} aria-live="polite"><span class="due-label">${t(change !== null && change < 0 ? 'tender.rest' : 'tender.change')}</span>
        <span class="due-amount">${change === null ? '–' : bare({ minor: Math.abs(change) })}</span></div>
    </div>`;
  }

  summary() {
    const { sale } = this;
    const fresh = sale.tenders.length === 0;
    return html`<section class="cart tender-cart" aria-label=${t('tender.summary')}>
      <ul class="lines">${sale.lines.map((/** @type {any} */ line) => html`<li class="line"><div class="line-main"><span class="line-quantity">${quantityWords(line)}</span><span class="line-words"><span class="line-name">${line.description}</span></span><span class="line-amount">${bare(line.gross)}</span></div></li>`)}</ul>
      <div class="sum">
        <dl class="sum-small">${taxRows(sale.taxes)}</dl>
        <div class="sum-total"><span class="sum-label">${t('total.total')}<small>${many('cart.items', countItems(sale.lines))}</small></span><span class="sum-amount">${bare(sale.total)}<small>${sale.total.currency}</small></span></div>
        ${fresh ? nothing : html`<h2 class="small-title">${t('tender.paidSoFar')}</h2>${takenTenders(sale, this.blocked)}`}
      </div>
      <div class="tender-leave">
        <button class="action" ?disabled=${this.blocked || !(fresh || this.othersCart)} @click=${() => this.back()}>${icon('back')}${t('tender.back')}</button>
        <button class="action" data-kind="danger" ?disabled=${this.blocked || !fresh} @click=${abortSale}>${icon('trash')}${t('tender.abort')}</button>
      </div>
    </section>`;
  }

  /** Whether money may be taken now; says why not where somebody could wonder. */
  mayTake() {
    if (this.blocked) return false;
    if (this.unreadable) this.refuse(t('amount.wrong'));
    return !this.unreadable;
  }

  /** @param {string} why */
  refuse(why) {
    play('refused');
    till.notify('bad', why);
  }

  voucher() {
    return this.mayTake() ? payVoucher(this.entered ?? undefined) : undefined;
  }

  cash() {
    if (!this.mayTake()) return undefined;
    const given = this.entered ?? this.exact;
    if (given - this.exact < leastUnlikelyChange(this.sale.total.currency, spoken().digits)) return payCash(given, this.tip);
    // An article's number that was typed here, or by a scanner as slow as a hand.
    till.set({ entry: '' });
    return this.refuse(t('tender.tooMuch', { given: bare({ minor: given }), due: bare({ minor: this.exact }) }));
  }

  card() {
    if (!this.mayTake()) return undefined;
    const { entered } = this;
    return payCard(entered !== null && entered < this.sale.remaining.minor ? entered : undefined);
  }

  /** To the cart: of this sale while nothing is paid, of the next customer if one has begun; the sale waits on its banner then. */
  back() {
    if (this.blocked) return;
    if (this.othersCart) till.set({ view: 'sale', sale: null, attempt: null, entry: '' });
    else if (this.sale.tenders.length === 0) void till.intend('back', () => backToCart());
  }

  get othersCart() {
    return till.state.cart?.lines.length > 0;
  }

  async askTip() {
    const answer = await till.ask('amount', { title: t('tender.tip'), text: t('tender.tipText'), start: this.tip, zero: true });
    if (answer) this.tip = answer.amount.minor;
  }

  /** @param {string} key */
  onKey(key) {
    return super.onKey(key) || padKey(key);
  }

  /** @param {string} code @param {string} places */
  onScan(code, places) {
    void addWhilePaying(code, places);
    return true;
  }
}
customElements.define('till-tender', TenderScreen);
