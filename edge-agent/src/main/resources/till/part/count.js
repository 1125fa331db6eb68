import { html } from 'lit';
import { TillElement } from '../element.js';
import { denominations, formatMinor } from '../money.js';
import { till } from '../till.js';
import { bare, spoken, t } from '../words.js';

/** Minor units. @param {Map<number, number>} pieces denomination to how many */
export const worthOf = (pieces) => [...pieces].reduce((sum, [worth, count]) => sum + worth * count, 0);

/** Counts a drawer by notes and coins. Dispatches `counted` with the pieces, which whoever draws it keeps. */
class Count extends TillElement {
  static properties = { pieces: { attribute: false } };

  constructor() {
    super();
    /** Denomination to how many. @type {Map<number, number>} */
    this.pieces = new Map();
  }

  get total() {
    return worthOf(this.pieces);
  }

  render() {
    const { currency } = till.state.setup;
    return html`<div class="count">
      <div class="count-grid">${denominations(currency, spoken().digits).map((worth) => this.row(worth))}</div>
      <div class="sum-total" aria-live="polite" aria-atomic="true"><span class="sum-label">${t('count.total')}</span><span class="sum-amount">${bare({ minor: this.total })}<small>${currency}</small></span></div>
    </div>`;
  }

  /** @param {number} worth */
  row(worth) {
    const { digits, locale } = spoken();
    const name = formatMinor(worth, digits, locale);
    const pieces = this.pieces.get(worth) ?? 0;
    return html`<label class="count-row"><span class="count-worth">${name}</span>
      <input type="text" inputmode="numeric" maxlength="5" autocomplete="off" placeholder="0" .value=${this.pieces.has(worth) ? String(pieces) : ''} aria-label=${t('count.pieces', { worth: name })} @input=${(/** @type {InputEvent} */ event) => this.put(worth, /** @type {HTMLInputElement} */ (event.target))} />
      <span class="count-sum" data-none=${pieces === 0}>${bare({ minor: worth * pieces })}</span></label>`;
  }

  /** @param {number} worth @param {HTMLInputElement} field */
  put(worth, field) {
    const digits = field.value.replace(/\D/g, '');
    if (digits !== field.value) field.value = digits;
    const pieces = new Map(this.pieces);
    pieces.set(worth, Number(digits || '0'));
    this.pieces = pieces;
    this.dispatchEvent(new CustomEvent('counted', { detail: pieces }));
  }
}
customElements.define('till-count', Count);
