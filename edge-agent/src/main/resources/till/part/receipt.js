import { html, nothing } from 'lit';
import { TillElement } from '../element.js';
import { t } from '../words.js';
import { till } from '../till.js';
import { download, printAgain, receiptPath } from '../action/receipts.js';
import { icon } from './icons.js';

/** A receipt as it is on paper, and what can be done with it. */
class Receipt extends TillElement {
  static properties = { document: { attribute: false }, text: { state: true } };
  #shown = '';

  constructor() {
    super();
    /** The sale or refund. @type {any} */ this.document = null;
    this.text = '';
  }

  render() {
    const one = this.document;
    if (!one) return nothing;
    return html`<div class="receipt">
      <pre class="paper" tabindex="0" role="region" aria-label=${t('receipt.preview')}>${this.text || t('receipt.loading')}</pre>
      <div class="receipt-actions">
        <button class="action" ?disabled=${till.busy(`print-${one.refund ?? one.sale}`)} @click=${() => printAgain(one)}>${icon('print')}${t('receipt.again')}</button>
        <button class="action" @click=${() => download(one, 'pdf')}>${icon('download')}PDF</button>
        <button class="action" @click=${() => download(one, 'png')}>${icon('download')}PNG</button>
      </div>
    </div>`;
  }

  updated() {
    const name = this.document ? receiptPath(this.document) : '';
    if (name === this.#shown) return;
    this.#shown = name;
    this.text = '';
    if (name) void till.api.text(name).then((text) => name === this.#shown && (this.text = text.trimEnd())).catch((failure) => (this.text = failure.message));
  }
}
customElements.define('till-receipt', Receipt);
