// The short questions: yes or no, a reason, a day, an amount, a weight, a price.
import { html, nothing } from 'lit';
import { formatMinor, formatQuantity, parseDecimal } from '../money.js';
import { till } from '../till.js';
import { bare, spoken, t } from '../words.js';
import { parseQuantityOf } from '../action/quantity.js';
import { DialogElement, reasonField, textField } from './dialog.js';

class Confirm extends DialogElement {
  body() {
    return html`<p>${this.args.text}</p>`;
  }
}
customElements.define('till-confirm-dialog', Confirm);

class Reason extends DialogElement {
  body() {
    return html`<p>${this.args.text}</p>${reasonField(this.args.reasons, (reason) => (this.field('reason').value = reason))}`;
  }

  result() {
    const reason = this.value('reason');
    if (reason) return { reason };
    this.message = t('reason.missing');
    return undefined;
  }
}
customElements.define('till-reason-dialog', Reason);

/** Which day it is; the ones that the clocks tell can be tapped. */
class Day extends DialogElement {
  body() {
    return html`<p>${this.args.text}</p><fieldset class="field"><legend class="field-label">${t('shift.date')}</legend>
      <div class="chips">${this.args.days.map((/** @type {string} */ day) => html`<button type="button" class="chip" @click=${() => (this.field('date').value = day)}>${day}</button>`)}</div>
      <input type="date" name="date" aria-label=${t('shift.date')} /></fieldset>`;
  }

  result() {
    const date = this.value('date');
    if (date) return { date };
    this.message = t('date.missing');
    return undefined;
  }
}
customElements.define('till-day-dialog', Day);

/** @param {string} text @param {boolean} [zero] whether nothing is an answer @returns {number | null} minor units */
export function readAmount(text, zero = false) {
  const minor = parseDecimal(text, spoken().digits);
  return minor === null || (minor === 0 && !zero) ? null : minor;
}

/** @param {number} minor */
export function writeAmount(minor) {
  return formatMinor(minor, spoken().digits, spoken().locale).replace(/[\s'’\u00a0\u202f]/g, '');
}

class Amount extends DialogElement {
  body() {
    const { text, start } = this.args;
    return html`${text ? html`<p>${text}</p>` : nothing}${textField({ name: 'amount', label: t('amount.label'), mode: 'decimal', value: start ? writeAmount(start) : '', unit: till.state.setup.currency, first: true })}`;
  }

  result() {
    const minor = readAmount(this.value('amount') || (this.args.zero ? '0' : ''), this.args.zero);
    if (minor !== null) return { amount: till.money(minor) };
    this.message = t('amount.wrong');
    return undefined;
  }
}
customElements.define('till-amount-dialog', Amount);

/** The price of an article that has none of its own; answers with it. */
class Price extends DialogElement {
  title() {
    return t('price.title', { name: this.args.article.description });
  }

  body() {
    return textField({ name: 'amount', label: t('price.label'), mode: 'decimal', unit: till.state.setup.currency, first: true });
  }

  yes() {
    return t('dialog.add');
  }

  result() {
    const minor = readAmount(this.value('amount'));
    if (minor !== null) return till.money(minor);
    this.message = t('amount.wrong');
    return undefined;
  }
}
customElements.define('till-price-dialog', Price);

/** How much of an article that is sold by weight; answers with thousandths. */
class Weight extends DialogElement {
  title() {
    return t('weight.title', { name: this.args.article.description });
  }

  body() {
    return html`<p>${t('weight.price', { price: bare(this.args.article.unitPrice) })}</p>${textField({ name: 'weight', label: t('weight.label'), mode: 'decimal', unit: 'kg', first: true, hint: t('weight.hint', { example: formatQuantity(250, spoken().locale, true) }) })}`;
  }

  yes() {
    return t('dialog.add');
  }

  result() {
    const thousandths = parseQuantityOf(this.value('weight'));
    if (thousandths !== null) return thousandths;
    this.message = t('weight.wrong');
    return undefined;
  }
}
customElements.define('till-weight-dialog', Weight);
