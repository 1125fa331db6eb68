import { html, nothing } from 'lit';
import { TillElement } from '../element.js';
import { icon } from '../part/icons.js';
import { toSign } from '../signature.js';
import { play } from '../sound.js';
import { till } from '../till.js';
import { full, t } from '../words.js';
import { holdToSign, matches, matchesNot, printCopy } from '../action/signature.js';

const PRINTING_MS = 1000;

/** Asks whether the signature on the merchant's copy is the cardholder's. Enter does nothing here: it is pressed without looking. */
class SignatureScreen extends TillElement {
  static properties = { copy: { state: true } };
  keys = { F2: () => this.free && matches(), F4: () => this.free && matchesNot(), F3: () => this.copy?.printer && printCopy(this.asked), F6: () => this.free && holdToSign() };
  /** @type {any} */ #read = null;
  #again = 0;

  constructor() {
    super();
    /** @type {any} */ this.copy = null;
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.#again);
  }

  get asked() {
    return toSign(till.state.sale);
  }

  get free() {
    return !till.busy(`pay-${till.state.sale.sale}`);
  }

  get ready() {
    return this.asked !== undefined;
  }

  render() {
    const { sale } = till.state;
    const paid = sale.tenders.find((/** @type {any} */ one) => one.attempt === this.asked);
    return html`<div class="paid">
      <section class="card-screen" data-state="CHECKING" aria-labelledby="signature-asks">
        <div class="card-icon">${icon('card')}</div>
        <div id="signature-asks" class="card-says" role="alert" aria-atomic="true" tabindex="-1"><h1>${t('signature.title')}</h1><p class="card-next">${t('signature.text')}</p></div>
        <p class="card-amount">${full(paid?.amount)}</p>
        <p class="card-shown" role="status">${this.printed()}</p>
        <div class="card-actions">
          <button class="big-button" ?disabled=${!this.free} @click=${matches}>${t('signature.yes')}<kbd>F2</kbd></button>
          <button class="big-button" ?disabled=${!this.free} @click=${matchesNot}>${t('signature.no')}<kbd>F4</kbd></button>
          <button class="big-button" ?disabled=${!this.free} @click=${holdToSign}>${t('card.hold')}<kbd>F6</kbd></button>
        </div>
      </section>
      <div class="receipt">
        <pre class="paper" tabindex="0" role="region" aria-label=${t('signature.copy')}>${this.copy?.text.trimEnd() ?? t('receipt.loading')}</pre>
        ${this.copy?.printer ? html`<div class="receipt-actions"><button class="action" ?disabled=${till.busy(`print-${this.asked}`)} @click=${() => printCopy(this.asked)}>${icon('print')}${t('receipt.again')}<kbd>F3</kbd></button></div>` : nothing}
      </div>
    </div>`;
  }

  /** Whether the slip is on paper, as far as the printer says. */
  printed() {
    if (!this.copy) return nothing;
    return this.copy.printer ? t(`printed.${this.copy.printed}`, { detail: '' }) : t('signature.noPrinter');
  }

  firstUpdated() {
    /** @type {HTMLElement} */ (this.querySelector('#signature-asks')).focus();
  }

  updated() {
    if (this.#read === till.state.sale) return;
    this.#read = till.state.sale;
    void this.read();
  }

  async read() {
    clearTimeout(this.#again);
    const { asked } = this;
    const copy = await till.api.get(`/attempts/${asked}/merchant-copy`).catch(() => null);
    if (!copy || asked !== this.asked || !this.isConnected) return;
    this.copy = copy;
    if (copy.printed === 'PRINTING') this.#again = setTimeout(() => void this.read(), PRINTING_MS);
  }

  /** @param {string} code */
  onScan(code) {
    play('refused');
    till.notify('bad', t('cart.notWhilePaying', { code }));
    return true;
  }
}
customElements.define('till-signature', SignatureScreen);
