import { html, nothing } from 'lit';
import { TillElement } from '../element.js';
import { till } from '../till.js';
import { t } from '../words.js';
import { addArticle } from '../action/cart.js';

/** One touch for what is sold all day. */
class QuickKeys extends TillElement {
  static properties = { group: { state: true } };

  constructor() {
    super();
    this.group = '';
  }

  render() {
    const all = till.state.quickKeys;
    const groups = [...new Set(all.map((key) => key.group ?? ''))].filter((group) => group !== '');
    const group = groups.includes(this.group) ? this.group : '';
    const shown = group === '' ? all : all.filter((key) => key.group === group);
    return html`<section class="quick" aria-label=${t('quick.label')}>
      ${groups.length > 1
        ? html`<div class="chips" role="group" aria-label=${t('quick.groups')}>
            ${['', ...groups].map((one) => html`<button class="chip" aria-pressed=${one === group} @click=${() => (this.group = one)}>${one || t('quick.all')}</button>`)}
          </div>`
        : nothing}
      <div class="quick-grid">
        ${shown.map((key) => html`<button class="quick-key" .colour=${key.colour ?? ''} @click=${() => this.add(key)}>${key.label}</button>`)}
        ${all.length === 0 ? html`<p class="quiet">${t('quick.none')}</p>` : nothing}
      </div>
    </section>`;
  }

  updated() {
    for (const key of /** @type {NodeListOf<HTMLElement & {colour: string}>} */ (this.querySelectorAll('.quick-key'))) {
      if (CSS.supports('color', key.colour)) key.style.setProperty('--tint', key.colour);
      else key.style.removeProperty('--tint');
    }
  }

  /** @param {any} key */
  async add(key) {
    try {
      await addArticle(await till.api.get(`/articles/${encodeURIComponent(key.sku)}`));
    } catch (failure) {
      till.refused(failure);
    }
  }
}
customElements.define('till-quick-keys', QuickKeys);
