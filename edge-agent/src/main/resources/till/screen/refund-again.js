import { html, nothing } from 'lit';
import { TillElement } from '../element.js';
import { icon } from '../part/icons.js';
import { LineChoice } from '../part/line-choice.js';
import { till } from '../till.js';
import { explain, full, t, time } from '../words.js';
import { cameBack, givenBack, later, wouldTakeBack } from '../action/again.js';
import { abortRefund, open } from '../action/receipts.js';
import { amountsOf, who } from './sale-again.js';

/** A refund came back with its money and without its lines: what came back is chosen again. */
class RefundAgain extends TillElement {
  static properties = { sale: { state: true }, would: { state: true }, trouble: { state: true } };
  #asked = 0;

  constructor() {
    super();
    /** The sale that it is of. @type {any} */ this.sale = null;
    /** The refund as it would be with what is chosen. @type {any} */ this.would = null;
    this.trouble = '';
    this.choice = new LineChoice(() => this.look());
  }

  keys = {
    F10: () => this.can && this.confirm(),
    Escape: () => later(),
  };

  get refund() {
    return till.state.refund;
  }

  get ready() {
    return till.state.refund !== null;
  }

  get busy() {
    return till.busy(`refund-${this.refund.refund}`);
  }

  get can() {
    return Boolean(this.would) && this.would.remaining.minor >= 0 && !this.busy;
  }

  connectedCallback() {
    super.connectedCallback();
    void this.readSale();
  }

  async readSale() {
    try {
      this.sale = await open({ sale: this.refund.sale });
      this.choice.fit(this.sale);
    } catch (failure) {
      this.trouble = /** @type {any} */ (failure).status === 404 ? t('again.noSale') : explain(failure);
    }
  }

  render() {
    const { refund, sale } = this;
    return html`<div class="sale again">
      <section class="cart again-sold" aria-labelledby="again-sold">
        <h2 id="again-sold">${t('again.sold')}${sale?.receipt ? html`<small>${t('again.receipt', { number: `${sale.receipt.series}/${sale.receipt.number}`, time: time(sale.receipt.at ?? sale.startedAt, 'short') })}</small>` : nothing}</h2>
        ${sale ? this.choice.render(sale) : nothing}
        ${sale ? html`<button class="chip" @click=${() => this.choice.all(sale)}>${t('refund.all')}</button>` : nothing}
      </section>
      <section class="again-side" aria-labelledby="again-title">
        <h1 id="again-title">${t('again.refundTitle')}</h1>
        <p>${t('again.refundText', { time: time(refund.startedAt, 'short'), who: who(refund.operator) })}</p>
        ${this.amounts()}
        <button class="big-button" data-kind="primary" ?disabled=${!this.can} @click=${() => this.confirm()}>${icon('check')}${t('again.cameBack')}<kbd>F10</kbd></button>
        <p class="quiet">${t('again.canWait')}</p>
        <div class="again-cart">
          <button class="action" @click=${later}>${icon('back')}${t('again.articles')}<kbd>Esc</kbd></button>
          ${refund.tenders.length === 0 ? html`<button class="action" data-kind="danger" ?disabled=${this.busy} @click=${abortRefund}>${icon('trash')}${t('refund.abort')}</button>` : nothing}
        </div>
      </section>
    </div>`;
  }

  amounts() {
    const given = givenBack(this.refund);
    const difference = this.would ? this.would.remaining.minor : -given;
    const kind = this.trouble ? 'bad' : !this.would || difference > 0 ? 'wait' : difference < 0 ? 'bad' : 'good';
    return html`${amountsOf([t('again.givenBack'), given], [t('again.chosen'), given + difference], difference)}
      <p class="verdict" data-kind=${kind} role="status">${this.trouble || this.verdict(difference)}</p>`;
  }

  /** @param {number} difference */
  verdict(difference) {
    if (!this.would) return t('again.choose');
    if (difference === 0) return t('again.refundSame');
    return t(difference < 0 ? 'again.refundLess' : 'again.refundMore', { amount: full(till.money(Math.abs(difference))) });
  }

  /** Asks what the choice comes to; an answer that a later choice overtook is forgotten. */
  async look() {
    const { lines } = this.choice;
    const mine = ++this.#asked;
    this.trouble = '';
    this.would = null;
    this.requestUpdate();
    if (lines.length === 0) return;
    try {
      const would = await wouldTakeBack(this.refund, lines);
      if (mine === this.#asked) this.would = would;
    } catch (failure) {
      if (mine === this.#asked) this.trouble = explain(failure);
    }
  }

  async confirm() {
    if (!(await cameBack(this.refund, this.choice.lines)) && this.isConnected) await this.readSale();
  }

  /** @param {string} code */
  onScan(code) {
    till.notify('bad', t('again.noScan', { code }));
    return true;
  }
}
customElements.define('till-refund-again', RefundAgain);
