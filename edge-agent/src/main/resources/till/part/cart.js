import { html, nothing } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';
import { TillElement } from '../element.js';
import { formatQuantity, formatRate } from '../money.js';
import { till } from '../till.js';
import { bare, full, many, spoken, t, time } from '../words.js';
import { editLine, setQuantity } from '../action/cart.js';
import { changeOf } from '../action/pay.js';
import { icon } from './icons.js';

/** Whether it is sold by weight: the agent says so as long as it knows, and pieces are whole. @param {any} line */
export const isWeighed = (line) => line.unit === 'kg' || line.quantityThousandths % 1000 !== 0;

/** `2 ×`, `0.250 kg`. @param {any} line */
export function quantityWords(line) {
  const number = formatQuantity(line.quantityThousandths, spoken().locale, isWeighed(line));
  return isWeighed(line) ? `${number} kg` : `${number} ×`;
}

/** Pieces, and one for each that is weighed. @param {any[]} lines */
export function countItems(lines) {
  return lines.reduce((sum, line) => sum + (isWeighed(line) ? 1 : line.quantityThousandths / 1000), 0);
}

/** Rates and what tax is contained. @param {any[]} taxes */
export function taxRows(taxes) {
  return taxes.map((tax) => html`<div class="sum-row"><dt>${t(till.state.setup.pricesIncludeTax === false ? 'total.taxOnTop' : 'total.tax', { rate: formatRate(tax.rate ?? tax.taxRate, spoken().locale) })}</dt><dd>${bare(tax.tax)}</dd></div>`);
}

/** What the customer buys, with its total. */
class Cart extends TillElement {
  #seen = 0;

  render() {
    const { cart, lastLine, sale } = till.state;
    const again = sale?.forgotten === true;
    const lines = cart?.lines ?? [];
    return html`<section class="cart" aria-label=${t('cart.label')}>
      ${lines.length === 0
        ? html`<div class="cart-empty">${icon('list')}<p>${t(again ? 'again.cartEmpty' : 'cart.empty')}</p><p class="quiet">${t(again ? 'again.cartEmptyHint' : 'cart.emptyHint')}</p>${again ? nothing : this.lastChange()}</div>`
        : html`<ol class="lines" @keydown=${this.walk}>${repeat(lines, (line) => line.line, (line) => guard([line, line.line === lastLine, document.documentElement.lang], () => this.line(line, line.line === lastLine)))}</ol>`}
      ${this.totals(cart)}
    </section>`;
  }

  /** What went back of the cash for the sale before, until the next one begins. */
  lastChange() {
    const { last, shift } = till.state;
    const change = last && last.shift === shift?.shift ? changeOf(last) : 0;
    return change === 0 ? nothing : html`<p class="cart-last">${t('cart.lastChange', { time: time(last.receipt.completedAt) })} <strong>${full(till.money(change))}</strong></p>`;
  }

  /** @param {any} line @param {boolean} last */
  line(line, last) {
    const weighed = isWeighed(line);
    const single = !weighed && line.quantityThousandths === 1000;
    return html`<li class="line" data-last=${last}>
      <button class="line-main" @click=${() => editLine(line)}>
        <span class="line-quantity">${quantityWords(line)}</span>
        <span class="line-words"><span class="line-name">${line.description}</span>
          ${single && !line.discounts?.length ? nothing : html`<span class="line-more">${t(weighed ? 'weight.price' : 'cart.each', { price: bare(line.unitPrice) })}</span>`}
          ${(line.discounts ?? []).map((/** @type {any} */ discount) => html`<span class="line-more line-off">−${bare(discount.amount)} ${discount.reason}</span>`)}
          ${line.voucher ? html`<span class="line-more">${t('cart.voucherNumber', { number: line.voucher })}</span>` : nothing}
        </span>
        <span class="line-amount">${bare(line.gross)}</span><span class="hidden">${t('cart.edit')}</span>
      </button>
      ${last && !line.voucher && !weighed ? this.stepper(line) : nothing}
    </li>`;
  }

  /** @param {any} line */
  stepper(line) {
    return html`<div class="stepper" role="group" aria-label=${t('cart.quantityOf', { line: line.description })}>
      <button class="step" @click=${() => setQuantity(line, line.quantityThousandths - 1000)} aria-label=${t('cart.less')}>${icon(line.quantityThousandths > 1000 ? 'less' : 'trash')}</button>
      <button class="step" @click=${() => setQuantity(line, line.quantityThousandths + 1000)} aria-label=${t('cart.more')}>${icon('plus')}</button>
    </div>`;
  }

  /** @param {any} cart */
  totals(cart) {
    const off = cart?.discountTotal?.minor ?? 0;
    return html`<div class="sum">
      <dl class="sum-small">
        ${off > 0 ? html`<div class="sum-row sum-off"><dt>${t('total.discounts')}</dt><dd>−${bare(cart.discountTotal)}</dd></div>` : nothing}
        ${taxRows(cart?.taxes ?? [])}
      </dl>
      <div class="sum-total" aria-live="polite" aria-atomic="true">
        <span class="sum-label">${t('total.total')}<small>${many('cart.items', cart?.items ?? 0)}</small></span>
        <span class="sum-amount">${bare(cart?.total ?? { minor: 0 })}<small>${till.state.setup.currency}</small></span>
      </div>
    </div>`;
  }

  /** Up and down go from line to line. @param {KeyboardEvent} event */
  walk(event) {
    if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
    const all = [.../** @type {HTMLElement} */ (event.currentTarget).querySelectorAll('.line-main')];
    const at = all.indexOf(/** @type {Element} */ (document.activeElement));
    const next = /** @type {HTMLElement | undefined} */ (all[at + (event.key === 'ArrowUp' ? -1 : 1)]);
    if (next) {
      event.preventDefault();
      next.focus();
    }
  }

  updated() {
    const count = till.state.cart?.lines?.length ?? 0;
    if (count > this.#seen) this.querySelector('.line[data-last="true"]')?.scrollIntoView({ block: 'nearest' });
    this.#seen = count;
  }
}
customElements.define('till-cart', Cart);
