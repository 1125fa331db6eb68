import { html, nothing } from 'lit';
import { TillElement } from '../element.js';
import { till } from '../till.js';
import { bare, t } from '../words.js';
import { addArticle } from '../action/cart.js';
import { icon } from './icons.js';

/** Finds articles while one types: one request at a time, always for what stands there last. */
class Search extends TillElement {
  static properties = { items: { state: true }, of: { state: true }, at: { state: true }, text: { state: true } };
  #asking = false;
  #dirty = false;
  /** Enter came before what stands there was found. */ #chosen = false;

  constructor() {
    super();
    /** @type {any[] | null} */ this.items = null;
    this.at = 0;
    this.text = '';
    /** What the items were found for. */ this.of = '';
  }

  render() {
    const open = this.items !== null && this.text !== '';
    return html`<search class="search">
      <label class="search-box">${icon('search')}<span class="hidden">${t('search.label')}</span>
        <input type="text" id="search" class="search-input" autocomplete="off" spellcheck="false" enterkeyhint="search" role="combobox" aria-autocomplete="list"
          aria-expanded=${open} aria-controls="search-list" aria-activedescendant=${open && this.items?.length ? `found-${this.at}` : ''}
          placeholder="${t('search.label')}  (F2)" @input=${this.typed} @keydown=${this.key} />
      </label>
      <div id="search-list" class="found" data-of=${this.of} role="listbox" aria-label=${t('search.results')} ?hidden=${!open}>
        ${open ? this.items?.map((article, index) => this.row(article, index)) : nothing}
      </div>
      ${open && this.items?.length === 0 ? html`<p class="found-none" role="status">${t('search.none', { text: this.text })}</p>` : nothing}
    </search>`;
  }

  /** @param {any} article @param {number} index */
  row(article, index) {
    return html`<div class="found-row" id="found-${index}" role="option" aria-selected=${index === this.at} @click=${() => this.choose(article)}>
      <span class="found-name">${article.description}<small>${article.sku}</small></span>
      <span class="found-price">${article.openPrice ? t('search.open') : html`${bare(article.unitPrice)}${article.unit === 'kg' ? html`<small> / kg</small>` : nothing}`}</span>
    </div>`;
  }

  get field() {
    return /** @type {HTMLInputElement} */ (this.querySelector('input'));
  }

  typed() {
    this.text = this.field.value.trim();
    this.#chosen = false;
    this.#dirty = true;
    if (!this.#asking) void this.look();
  }

  async look() {
    this.#asking = true;
    try {
      while (this.#dirty) {
        this.#dirty = false;
        const asked = this.text;
        const items = asked === '' ? null : (await till.api.get(`/articles?q=${encodeURIComponent(asked)}&limit=20`)).items;
        if (this.text === '') this.items = null;
        else if (asked !== '') {
          this.items = items;
          this.of = asked;
        }
        this.at = 0;
      }
      if (this.#chosen && this.items?.length) void this.choose(this.items[0]);
    } catch (failure) {
      till.refused(failure);
    } finally {
      this.#asking = false;
    }
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const count = this.items?.length ?? 0;
    if (event.key === 'ArrowDown' && count) this.at = Math.min(count - 1, this.at + 1);
    else if (event.key === 'ArrowUp' && count) this.at = Math.max(0, this.at - 1);
    else if (event.key === 'Enter' && this.of !== this.text) this.#chosen = true;
    else if (event.key === 'Enter' && count) void this.choose(this.items?.[this.at]);
    else if (event.key === 'Escape') this.clear();
    else return;
    event.preventDefault();
    event.stopPropagation();
    void this.updateComplete.then(() => this.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' }));
  }

  /** @param {any} article */
  async choose(article) {
    this.clear();
    await addArticle(article);
  }

  clear() {
    this.field.value = '';
    this.field.blur();
    this.#chosen = false;
    this.text = '';
    this.of = '';
    this.items = null;
  }
}
customElements.define('till-search', Search);
