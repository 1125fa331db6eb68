import { html } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { TillElement } from '../element.js';
import { till } from '../till.js';
import '../dialog/approval.js';
import '../dialog/cart.js';
import '../dialog/help.js';
import '../dialog/money.js';
import '../dialog/simple.js';

/** @type {Record<string, (dialog: import('../till.js').Dialog) => unknown>} */
const KINDS = {
  amount: (one) => html`<till-amount-dialog .args=${one.args} .answer=${one.answer}></till-amount-dialog>`,
  approval: (one) => html`<till-approval-dialog .args=${one.args} .answer=${one.answer}></till-approval-dialog>`,
  attest: (one) => html`<till-attest-dialog .args=${one.args} .answer=${one.answer}></till-attest-dialog>`,
  cash: (one) => html`<till-cash-dialog .args=${one.args} .answer=${one.answer}></till-cash-dialog>`,
  confirm: (one) => html`<till-confirm-dialog .args=${one.args} .answer=${one.answer}></till-confirm-dialog>`,
  date: (one) => html`<till-day-dialog .args=${one.args} .answer=${one.answer}></till-day-dialog>`,
  discount: (one) => html`<till-discount-dialog .args=${one.args} .answer=${one.answer}></till-discount-dialog>`,
  help: (one) => html`<till-help-dialog .args=${one.args} .answer=${one.answer}></till-help-dialog>`,
  line: (one) => html`<till-line-dialog .args=${one.args} .answer=${one.answer}></till-line-dialog>`,
  park: (one) => html`<till-park-dialog .args=${one.args} .answer=${one.answer}></till-park-dialog>`,
  parked: (one) => html`<till-parked-dialog .args=${one.args} .answer=${one.answer}></till-parked-dialog>`,
  price: (one) => html`<till-price-dialog .args=${one.args} .answer=${one.answer}></till-price-dialog>`,
  reason: (one) => html`<till-reason-dialog .args=${one.args} .answer=${one.answer}></till-reason-dialog>`,
  refund: (one) => html`<till-refund-dialog .args=${one.args} .answer=${one.answer}></till-refund-dialog>`,
  'voucher-redeem': (one) => html`<till-voucher-redeem-dialog .args=${one.args} .answer=${one.answer}></till-voucher-redeem-dialog>`,
  'voucher-sell': (one) => html`<till-voucher-sell-dialog .args=${one.args} .answer=${one.answer}></till-voucher-sell-dialog>`,
  weight: (one) => html`<till-weight-dialog .args=${one.args} .answer=${one.answer}></till-weight-dialog>`,
};

/** The open dialogs, one above the other. */
class Dialogs extends TillElement {
  render() {
    return repeat(till.state.dialogs, (dialog) => dialog.id, (dialog) => KINDS[dialog.name](dialog));
  }
}
customElements.define('till-dialogs', Dialogs);
