import { html } from 'lit';
import { TillElement } from '../element.js';
import { till } from '../till.js';
import { t } from '../words.js';
import { icon } from './icons.js';

const LONGEST = 12;

/** Adds one key to what stands on the pad. @param {string} key @returns {boolean} whether it was one for the pad */
export function padKey(key) {
  const { entry } = till.state;
  if (key === 'Backspace') till.set({ entry: entry.slice(0, -1) });
  else if (/^(\d|00)$/.test(key)) till.set({ entry: (entry + key).slice(0, LONGEST) });
  else if ((key === '.' || key === ',') && !/[.,]/.test(entry)) till.set({ entry: `${entry || '0'}.` });
  else return false;
  return true;
}

/** The keys for numbers. What stands on it lives in the till's state; what Enter means is the screen's affair. */
class Pad extends TillElement {
  static properties = { extra: { attribute: false } };

  constructor() {
    super();
    /** More keys for the right column: what they say and what they do. @type {{label: unknown, name: string, kind?: string, act: () => unknown}[]} */
    this.extra = [];
  }

  render() {
    const key = (/** @type {string} */ digit) => html`<button class="pad-key" @click=${() => padKey(digit)}>${digit}</button>`;
    return html`<div class="pad" role="group" aria-label=${t('pad.label')}>
      <div class="pad-digits">
        ${['7', '8', '9', '4', '5', '6', '1', '2', '3', '0', '00', '.'].map(key)}
      </div>
      <div class="pad-side">
        <button class="pad-key" @click=${() => padKey('Backspace')} aria-label=${t('pad.erase')}>${icon('erase')}</button>
        ${this.extra.map((one) => html`<button class="pad-key" data-kind=${one.kind ?? ''} @click=${one.act} aria-label=${one.name}>${one.label}</button>`)}
      </div>
    </div>`;
  }
}
customElements.define('till-pad', Pad);
