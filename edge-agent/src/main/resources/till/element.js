// What all parts of the page have in common: they are drawn into the page itself, and again when the till changes.
import { LitElement } from 'lit';
import { hear } from './input.js';
import { till } from './till.js';

export class TillElement extends LitElement {
  /** Dialogs are modal: no key reaches what lies below. */
  modal = false;
  /** Key, as in KeyboardEvent.key, to what it does. @type {Record<string, () => unknown>} */
  keys = {};
  #leave = () => {};
  #deaf = () => {};

  /** What it shows is there; what is on its way out is not drawn again. */
  get ready() {
    return true;
  }

  shouldUpdate() {
    return this.ready;
  }

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    this.#leave = till.subscribe(() => this.requestUpdate());
    this.#deaf = hear(this);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#leave();
    this.#deaf();
  }

  /** @param {string} key @returns {boolean} */
  onKey(key) {
    const does = this.keys[key];
    if (does) void does();
    return does !== undefined;
  }

  /** @param {string} _code as it was written @param {string} _places the same keys on an American keyboard @returns {boolean} */
  onScan(_code, _places) {
    return false;
  }
}
