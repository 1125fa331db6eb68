import { html, nothing } from 'lit';
import { TillElement } from '../element.js';
import { t } from '../words.js';
import { icon } from './icons.js';

/** Takes a PIN by touch or keyboard; nothing of it is ever in a field or in the till's state. Dispatches `pin` with the digits. */
class Pin extends TillElement {
  static properties = { message: {}, busy: { type: Boolean }, count: { state: true } };
  #digits = '';

  constructor() {
    super();
    this.message = '';
    this.busy = false;
    this.count = 0;
  }

  render() {
    const key = (/** @type {string} */ digit) => html`<button type="button" class="pad-key" @click=${() => this.type(digit)}>${digit}</button>`;
    return html`<div class="pin" role="group" aria-label=${t('pin.label')}>
      <div class="pin-dots" role="img" aria-label=${t('pin.typed', { count: this.count })}>
        ${Array.from({ length: Math.max(4, this.count) }, (_, index) => html`<span class="dot" data-full=${index < this.count}></span>`)}
      </div>
      <p class="pin-message" role="alert">${this.message || nothing}</p>
      <div class="pin-pad">
        ${['1', '2', '3', '4', '5', '6', '7', '8', '9'].map(key)}
        <button type="button" class="pad-key" @click=${() => this.type('Backspace')} aria-label=${t('pad.erase')}>${icon('erase')}</button>
        ${key('0')}
        <button type="button" class="pad-key" data-kind="primary" ?disabled=${this.busy || this.count < 1} @click=${() => this.done()} aria-label=${t('pin.done')}>${icon('check')}</button>
      </div>
    </div>`;
  }

  /** @param {string} key */
  type(key) {
    if (key === 'Backspace') this.#digits = this.#digits.slice(0, -1);
    else if (/^\d+$/.test(key)) this.#digits = (this.#digits + key).slice(0, 12);
    else if (key === 'Enter' && this.#digits !== '') this.done();
    else return false;
    this.count = this.#digits.length;
    return true;
  }

  done() {
    if (this.busy) return;
    const pin = this.#digits;
    this.clear();
    this.dispatchEvent(new CustomEvent('pin', { detail: pin }));
  }

  clear() {
    this.#digits = '';
    this.count = 0;
  }

  /** @param {string} key */
  onKey(key) {
    return this.type(key);
  }

  /** Keys that come as fast as a scanner's are a PIN here. @param {string} code */
  onScan(code) {
    if (/^\d{3,12}$/.test(code)) {
      this.#digits = code;
      this.done();
    }
    return true;
  }
}
customElements.define('till-pin', Pin);
