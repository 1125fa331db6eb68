// Questions about vouchers, cash and refunds.
import { html, nothing } from 'lit';
import { parseDecimal } from '../money.js';
import { LineChoice } from '../part/line-choice.js';
import { till } from '../till.js';
import { full, t } from '../words.js';
import { DialogElement, reasonField, textField } from './dialog.js';
import { readAmount, writeAmount } from './simple.js';

/** @param {string} name @param {string} legend @param {[string, string][]} options @param {string} chosen @param {(value: string) => void} [pick] */
function choice(name, legend, options, chosen, pick = () => {}) {
  return html`<fieldset class="field"><legend class="field-label">${legend}</legend><div class="radios">
    ${options.map(([value, words]) => html`<label class="radio"><input type="radio" name=${name} value=${value} .checked=${value === chosen} @change=${() => pick(value)} /><span>${words}</span></label>`)}</div></fieldset>`;
}

class SellVoucher extends DialogElement {
  static properties = { purpose: { state: true } };

  constructor() {
    super();
    this.purpose = 'MULTI';
  }

  title() {
    return t('voucher.sell');
  }

  body() {
    return html`${textField({ name: 'number', label: t('voucher.number'), scan: true, first: true, hint: t('voucher.scanHint') })}
      ${textField({ name: 'amount', label: t('voucher.amount'), mode: 'decimal', unit: till.state.setup.currency })}
      ${choice('purpose', t('voucher.purpose'), [['MULTI', t('voucher.MULTI')], ['SINGLE', t('voucher.SINGLE')]], this.purpose, (value) => (this.purpose = value))}
      ${this.purpose === 'SINGLE' ? textField({ name: 'rate', label: t('voucher.rate'), mode: 'decimal', unit: '%' }) : nothing}`;
  }

  yes() {
    return t('dialog.add');
  }

  result() {
    const number = this.value('number').toUpperCase();
    const minor = readAmount(this.value('amount'));
    const taxRate = this.purpose === 'SINGLE' ? parseDecimal(this.value('rate'), 2) : undefined;
    if (!number) this.message = t('voucher.noNumber');
    else if (minor === null) this.message = t('amount.wrong');
    else if (taxRate === null) this.message = t('voucher.noRate');
    else return { number, amount: till.money(minor), purpose: this.purpose, ...(taxRate === undefined ? {} : { taxRate }) };
    return undefined;
  }
}
customElements.define('till-voucher-sell-dialog', SellVoucher);

/** The number of a voucher that pays, or of one that a refund is put on. */
class RedeemVoucher extends DialogElement {
  title() {
    return t(this.args.issue ? 'voucher.issue' : 'voucher.redeem');
  }

  body() {
    return html`${textField({ name: 'number', label: t('voucher.number'), scan: true, first: true, hint: t('voucher.scanHint') })}
      ${this.args.issue ? nothing : textField({ name: 'amount', label: t('voucher.part'), mode: 'decimal', value: this.args.amount ? writeAmount(this.args.amount) : '', unit: till.state.setup.currency, hint: t('voucher.partHint') })}`;
  }

  result() {
    const number = this.value('number').toUpperCase();
    const text = this.value('amount');
    const minor = text === '' ? null : readAmount(text);
    if (!number) this.message = t('voucher.noNumber');
    else if (text !== '' && minor === null) this.message = t('amount.wrong');
    else return { number, ...(minor === null ? {} : { amount: till.money(minor) }) };
    return undefined;
  }
}
customElements.define('till-voucher-redeem-dialog', RedeemVoucher);

/** Cash into the drawer or out of it. */
class Cash extends DialogElement {
  title() {
    return t(`cashKind.${this.args.kind}`);
  }

  body() {
    const { kind } = this.args;
    return html`<p>${t(`cash.text.${kind}`)}</p>
      ${textField({ name: 'amount', label: t('amount.label'), mode: 'decimal', unit: till.state.setup.currency, first: true })}
      ${kind === 'BANK_DEPOSIT' ? textField({ name: 'bag', label: t('cash.bag'), scan: true, hint: t('cash.bagHint') }) : nothing}
      ${kind === 'PAY_IN' || kind === 'PAY_OUT' ? reasonField(kind, (reason) => (this.field('reason').value = reason)) : nothing}`;
  }

  result() {
    const { kind } = this.args;
    const minor = readAmount(this.value('amount'));
    const bag = this.value('bag');
    const reason = this.value('reason');
    if (minor === null) this.message = t('amount.wrong');
    else if (kind === 'BANK_DEPOSIT' && !bag) this.message = t('cash.noBag');
    else if ((kind === 'PAY_IN' || kind === 'PAY_OUT') && !reason) this.message = t('reason.missing');
    else return { amount: till.money(minor), ...(bag ? { bag } : {}), ...(reason ? { reason } : {}) };
    return undefined;
  }
}
customElements.define('till-cash-dialog', Cash);

/** What comes back of a sale, line by line. */
class Refund extends DialogElement {
  static properties = { way: { state: true } };
  wide = true;

  constructor() {
    super();
    this.choice = new LineChoice(() => this.requestUpdate());
    this.way = '';
  }

  title() {
    return t('refund.title');
  }

  body() {
    const { sale } = this.args;
    const way = this.way || (sale.tenders.some((/** @type {any} */ one) => one.kind === 'card') && till.place?.terminal ? 'card' : 'cash');
    return html`<p>${t('refund.text')}</p>
      ${this.choice.render(sale)}
      <button type="button" class="chip" @click=${() => this.choice.all(sale)}>${t('refund.all')}</button>
      ${reasonField('refund', (reason) => (this.field('reason').value = reason))}
      ${choice('way', t('refund.way'), [['cash', t('tender.cash')], ['card', t('tender.card')], ['voucher', t('tender.voucher')]], way, (value) => (this.way = value))}
      ${way === 'voucher' ? textField({ name: 'voucher', label: t('voucher.number'), scan: true }) : nothing}`;
  }

  yes() {
    return t('receipts.refund');
  }

  result() {
    const { lines } = this.choice;
    const kind = /** @type {HTMLInputElement} */ (this.querySelector('[name=way]:checked'))?.value;
    const reason = this.value('reason');
    const voucher = this.value('voucher');
    if (lines.length === 0) this.message = t('refund.noLines');
    else if (!reason) this.message = t('reason.missing');
    else if (kind === 'voucher' && !voucher) this.message = t('voucher.noNumber');
    else return { lines, reason, tender: { kind, ...(kind === 'voucher' ? { voucher } : {}) } };
    return undefined;
  }
}
customElements.define('till-refund-dialog', Refund);

/** A person reads the terminal when the agent cannot find out. */
class Attest extends DialogElement {
  title() {
    return t('attest.title');
  }

  body() {
    const { attempt } = this.args;
    return html`<p>${t('attest.text', { amount: full(attempt.requested), terminal: attempt.terminal })}</p>
      <div class="attest"><button type="button" class="big-button" data-kind="paid" @click=${() => this.answer({ moved: true })}>${t('attest.moved')}<small>${t('attest.movedHint')}</small></button>
      <button type="button" class="big-button" data-kind="danger" @click=${() => this.answer({ moved: false })}>${t('attest.notMoved')}<small>${t('attest.notMovedHint')}</small></button></div>
      <p class="quiet">${t('attest.note')}</p>`;
  }

  actions() {
    return html`<button type="button" class="big-button" data-first @click=${() => this.answer()}>${t('attest.unsure')}</button>`;
  }
}
customElements.define('till-attest-dialog', Attest);
