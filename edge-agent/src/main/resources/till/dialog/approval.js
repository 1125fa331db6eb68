import { html, nothing } from 'lit';
import '../part/pin.js';
import { till } from '../till.js';
import { explain, has, t } from '../words.js';
import { DialogElement } from './dialog.js';

/** A supervisor allows one command with a PIN; answers with the approval. */
class Approval extends DialogElement {
  static properties = { operator: { state: true } };

  constructor() {
    super();
    const able = this.able;
    this.operator = able.length === 1 ? able[0].operator : '';
  }

  get able() {
    return (till.state.setup.operators ?? []).filter((/** @type {any} */ one) => one.role !== 'cashier');
  }

  title() {
    return t('approval.title');
  }

  body() {
    const { permission, reason } = this.args;
    return html`<p>${has(`permission.${permission}`) ? t('approval.text', { what: t(`permission.${permission}`) }) : reason}</p>
      <div class="choices" role="group" aria-label=${t('approval.who')}>${this.able.map((/** @type {any} */ one) => html`<button type="button" class="choice" aria-pressed=${one.operator === this.operator} @click=${() => (this.operator = one.operator)}>${one.title || one.operator}<small>${t(`role.${one.role}`)}</small></button>`)}</div>
      ${this.able.length === 0 ? html`<p>${t('approval.nobody')}</p>` : nothing}
      <till-pin data-first tabindex="-1" .message=${this.message} .busy=${till.busy('approve')} @pin=${(/** @type {CustomEvent} */ event) => this.approve(event.detail)}></till-pin>`;
  }

  /** @param {string} pin */
  approve(pin) {
    if (!this.operator) {
      this.message = t('sign.pick');
      return;
    }
    this.message = '';
    void till.intentions.once('approve', () => till.api.command('/approvals', { operator: this.operator, pin, permission: this.args.permission }))
      .then((given) => this.answer(given.approval)).catch((failure) => (this.message = explain(failure)));
  }

  actions() {
    return html`<button type="button" class="big-button" @click=${() => this.answer()}>${t('dialog.cancel')}</button>`;
  }

  /** @param {string} key */
  onKey(key) {
    return /** @type {any} */ (this.querySelector('till-pin')).type(key);
  }

  /** @param {string} code */
  onScan(code) {
    return /** @type {any} */ (this.querySelector('till-pin')).onScan(code);
  }
}
customElements.define('till-approval-dialog', Approval);
