// Questions about the cart.
import { html, nothing } from 'lit';
import { formatQuantity, parseDecimal } from '../money.js';
import { isWeighed, quantityWords } from '../part/cart.js';
import { till } from '../till.js';
import { bare, full, many, spoken, t, time } from '../words.js';
import { parseQuantityOf } from '../action/quantity.js';
import { DialogElement, reasonField, textField } from './dialog.js';
import { readAmount, writeAmount } from './simple.js';

/** One line: quantity, price, discount, or away with it. */
class Line extends DialogElement {
  static properties = { part: { state: true } };

  constructor() {
    super();
    this.part = 'quantity';
  }

  get line() {
    return till.state.cart?.lines.find((/** @type {any} */ one) => one.line === this.args.line);
  }

  title() {
    return this.line?.description ?? '';
  }

  body() {
    const { line } = this;
    if (!line) return html`<p>${t('line.gone')}</p>`;
    const tab = (/** @type {string} */ part) => html`<button type="button" class="chip" aria-pressed=${this.part === part} @click=${() => (this.part = part)}>${t(`line.${part}`)}</button>`;
    return html`<p class="quiet">${quantityWords(line)} ${bare(line.unitPrice)} = ${full(line.gross)}</p>
      ${line.voucher ? nothing : html`<div class="chips" role="group" aria-label=${t('line.change')}>${['quantity', 'price', 'discount'].map(tab)}</div>
      ${this.part === 'quantity' ? textField({ name: 'quantity', label: t('line.quantity'), mode: 'decimal', value: formatQuantity(line.quantityThousandths, spoken().locale, isWeighed(line)), first: true }) : nothing}
      ${this.part === 'price' ? textField({ name: 'price', label: t('line.price'), mode: 'decimal', value: writeAmount(line.unitPrice.minor), unit: till.state.setup.currency }) : nothing}
      ${this.part === 'discount' ? discountFields(this) : nothing}`}`;
  }

  actions() {
    return html`<button type="button" class="big-button" data-kind="danger" @click=${() => this.answer({ remove: true })}>${t('line.remove')}</button><span class="grow"></span>
      <button type="button" class="big-button" @click=${() => this.answer()}>${t('dialog.cancel')}</button>
      ${this.line?.voucher ? nothing : html`<button class="big-button" data-kind="primary">${t('dialog.ok')}</button>`}`;
  }

  result() {
    if (this.part === 'discount') return asDiscount(this, (discount) => ({ discount }));
    if (this.part === 'price') {
      const minor = readAmount(this.value('price'), true);
      if (minor !== null) return { unitPrice: till.money(minor) };
      this.message = t('amount.wrong');
      return undefined;
    }
    const quantityThousandths = parseQuantityOf(this.value('quantity'));
    if (quantityThousandths !== null) return { quantityThousandths };
    this.message = t('line.quantityWrong');
    return undefined;
  }

  /** @param {Map<string, unknown>} changed */
  updated(changed) {
    if (changed.has('part') && changed.get('part') !== undefined) /** @type {HTMLElement | null} */ (this.querySelector('.dialog-body input'))?.focus();
  }
}
customElements.define('till-line-dialog', Line);

/** @param {DialogElement} dialog */
function discountFields(dialog) {
  const put = (/** @type {string} */ percent) => {
    dialog.field('percent').value = percent;
    dialog.field('off').value = '';
  };
  return html`<div class="chips" role="group" aria-label=${t('discount.percent')}>${['5', '10', '20', '50'].map((percent) => html`<button type="button" class="chip" @click=${() => put(percent)}>${percent}&nbsp;%</button>`)}</div>
    <div class="field-pair">${textField({ name: 'percent', label: t('discount.percent'), mode: 'decimal', unit: '%' })}${textField({ name: 'off', label: t('discount.amount'), mode: 'decimal', unit: till.state.setup.currency })}</div>
    ${reasonField('discount', (reason) => (dialog.field('reason').value = reason))}`;
}

/** @param {DialogElement} dialog @param {(discount: any) => any} wrap */
function asDiscount(dialog, wrap) {
  const reason = dialog.value('reason');
  const percentBasisPoints = parseDecimal(dialog.value('percent'), 2);
  const off = readAmount(dialog.value('off'));
  if ((percentBasisPoints === null || percentBasisPoints === 0) === (off === null)) dialog.message = t('discount.oneOf');
  else if (percentBasisPoints !== null && percentBasisPoints > 10_000) dialog.message = t('discount.tooMuch');
  else if (!reason) dialog.message = t('reason.missing');
  else return wrap(off === null ? { percentBasisPoints, reason } : { amount: till.money(off), reason });
  return undefined;
}

class Discount extends DialogElement {
  body() {
    return html`<p class="quiet">${t('discount.base', { amount: full(this.args.base) })}</p>${discountFields(this)}`;
  }

  actions() {
    return html`${this.args.removable ? html`<button type="button" class="big-button" data-kind="danger" @click=${() => this.answer({})}>${t('discount.remove')}</button><span class="grow"></span>` : nothing}${super.actions()}`;
  }

  result() {
    return asDiscount(this, (discount) => discount);
  }
}
customElements.define('till-discount-dialog', Discount);

class Park extends DialogElement {
  title() {
    return t('park.title');
  }

  body() {
    return html`<p>${t('park.text')}</p>${textField({ name: 'label', label: t('park.label'), first: true })}`;
  }

  yes() {
    return t('sale.park');
  }

  result() {
    return { label: this.value('label').slice(0, 60) };
  }
}
customElements.define('till-park-dialog', Park);

class Parked extends DialogElement {
  static properties = { items: { state: true } };

  constructor() {
    super();
    /** @type {any[] | null} */ this.items = null;
  }

  connectedCallback() {
    super.connectedCallback();
    const at = encodeURIComponent(till.state.session.till);
    void till.api.get(`/tills/${at}/parked`).then(({ items }) => {
      this.items = items;
      till.set({ parked: items.length });
    }).catch((failure) => till.refused(failure));
  }

  title() {
    return t('parked.title');
  }

  body() {
    if (this.items?.length === 0) return html`<p class="quiet">${t('parked.none')}</p>`;
    return html`<ul class="rows">${(this.items ?? []).map((item) => html`<li><button type="button" class="row" @click=${() => this.answer({ cart: item.cart })}>
      <span>${item.label || t('parked.noLabel')}<small>${time(item.parkedAt)} · ${item.operator} · ${many('cart.items', item.items)}</small></span><span class="line-amount">${bare(item.total)}</span></button></li>`)}</ul>`;
  }

  actions() {
    return html`<button type="button" class="big-button" @click=${() => this.answer()}>${t('dialog.cancel')}</button>`;
  }
}
customElements.define('till-parked-dialog', Parked);
