import { html, nothing } from 'lit';
import { TillElement } from '../element.js';
import { t } from '../words.js';

/** A question that has to be answered or left. The browser's own dialog keeps the focus inside; the button that asked gets it back. */
export class DialogElement extends TillElement {
  static properties = { args: { attribute: false }, message: { state: true } };
  modal = true;

  /** @type {Element | null} */ #askedBy = null;

  constructor() {
    super();
    /** @type {any} */ this.args = {};
    /** @type {(result?: any) => void} */ this.answer = () => {};
    this.message = '';
  }

  render() {
    return html`<dialog class="dialog" data-wide=${this.wide} aria-labelledby="${this.localName}-title" @cancel=${this.leave} @click=${this.outside}>
      <form class="dialog-form" novalidate @submit=${this.submit}>
        <header class="dialog-top"><h2 id="${this.localName}-title">${this.title()}</h2></header>
        <div class="dialog-body">${this.body()}</div>
        <p class="bad-text" role="alert">${this.message}</p>
        <footer class="dialog-end">${this.actions()}</footer>
      </form>
    </dialog>`;
  }

  wide = false;

  /** @returns {unknown} */
  title() {
    return this.args.title ?? '';
  }

  /** @returns {unknown} */
  body() {
    return nothing;
  }

  /** @returns {unknown} */
  actions() {
    return html`<button type="button" class="big-button" @click=${() => this.answer()}>${t('dialog.cancel')}</button>
      <button class="big-button" data-kind=${this.args.danger ? 'danger' : 'primary'}>${this.yes()}</button>`;
  }

  /** @returns {unknown} */
  yes() {
    return this.args.yes ?? t('dialog.ok');
  }

  /** What was put in, or nothing when it cannot be taken; [message] says why. @returns {any} */
  result() {
    return {};
  }

  /** @param {Event} event */
  submit(event) {
    event.preventDefault();
    this.message = '';
    const result = this.result();
    if (result !== undefined) this.answer(result);
  }

  /** @param {Event} event */
  leave(event) {
    event.preventDefault();
    this.answer();
  }

  /** @param {Event} event a tap on what lies behind is no answer */
  outside(event) {
    event.stopPropagation();
  }

  /** @param {string} name */
  field(name) {
    return /** @type {HTMLInputElement} */ (this.querySelector(`[name="${name}"]`));
  }

  /** @param {string} name */
  value(name) {
    return this.field(name)?.value.trim() ?? '';
  }

  connectedCallback() {
    super.connectedCallback();
    this.#askedBy = document.activeElement?.closest('button, a') ?? null;
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    if (this.#askedBy instanceof HTMLElement && this.#askedBy.isConnected) this.#askedBy.focus();
  }

  firstUpdated() {
    this.querySelector('dialog')?.showModal();
    const first = /** @type {HTMLElement | null} */ (this.querySelector('[data-first]') ?? this.querySelector('input, textarea, .dialog-end button:last-of-type'));
    first?.focus();
    if (first instanceof HTMLInputElement && first.type === 'text') first.select();
  }

  /** Enter on no field or button answers. @param {string} key */
  onKey(key) {
    if (key === 'Enter') {
      this.querySelector('form')?.requestSubmit();
      return true;
    }
    return super.onKey(key);
  }

  /** A field may want the scan; if none does, it goes where it would without the dialog. @param {string} code */
  onScan(code) {
    const field = /** @type {HTMLInputElement | null} */ (this.querySelector('[data-scan]'));
    if (!field) return false;
    field.value = code;
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
    return true;
  }
}

/** A labelled text field. @param {{name: string, label: string, value?: string, mode?: string, hint?: string, scan?: boolean, first?: boolean, unit?: string}} field */
export function textField({ name, label, value = '', mode = 'text', hint, scan = false, first = false, unit }) {
  return html`<label class="field"><span class="field-label">${label}</span>
    <span class="field-box"><input type="text" name=${name} .defaultValue=${value} inputmode=${/** @type {any} */ (mode)} autocomplete="off" ?data-scan=${scan} ?data-first=${first} />${unit ? html`<span class="field-unit">${unit}</span>` : nothing}</span>
    ${hint ? html`<span class="field-hint">${hint}</span>` : nothing}</label>`;
}

/** Reasons to tap, and a field for any other. @param {string} kind @param {(reason: string) => void} pick */
export function reasonField(kind, pick) {
  const known = t(`reasons.${kind}`).split('|');
  return html`<fieldset class="field"><legend class="field-label">${t('reason.label')}</legend>
    <div class="chips">${known.map((reason) => html`<button type="button" class="chip" @click=${() => pick(reason)}>${reason}</button>`)}</div>
    <input type="text" name="reason" autocomplete="off" maxlength="80" aria-label=${t('reason.label')} placeholder=${t('reason.other')} /></fieldset>`;
}
