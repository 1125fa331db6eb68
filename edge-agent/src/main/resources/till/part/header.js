import { html, nothing } from 'lit';
import { TillElement } from '../element.js';
import { mute } from '../sound.js';
import { till } from '../till.js';
import { age, languages, t, time, many } from '../words.js';
import { signOut } from '../action/session.js';
import { icon } from './icons.js';

const GOOD = new Set(['online', 'idle', 'unknown']);
const THEMES = /** @type {const} */ (['system', 'light', 'dark', 'contrast']);

/** Whether it keeps the cashier on its screen: one that waits for its goods can wait longer. @param {any} one a sale or refund */
const isOpen = (one) => Boolean(one) && one.state !== 'COMPLETED' && !(one.forgotten && !one.attempt);

/** Which till, who, what time, and what is not as it should be. */
class Header extends TillElement {
  #tick = 0;

  connectedCallback() {
    super.connectedCallback();
    this.#tick = setInterval(() => this.requestUpdate(), 10_000);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.#tick);
  }

  render() {
    const { session, setup, view, shift, phase, taken } = till.state;
    return html`<header class="bar">
      <div class="bar-who">
        <strong>${session?.till ?? setup?.store ?? 'Tillpost'}</strong>
        ${session ? html`<span class="bar-name">${icon('person')}${session.title || session.operator}</span>` : nothing}
      </div>
      ${phase === 'ready' && session && !taken
        ? html`<nav class="bar-nav" aria-label=${t('nav.label')}>
            ${this.tab('sale', t('nav.sale'), view === 'sale' || view === 'tender' || view === 'paid', !shift)}
            ${this.tab('receipts', t('nav.receipts'), view === 'receipts' || view === 'refund', false)}
            ${this.tab('shift', t('nav.shift'), view === 'shift', false)}
          </nav>`
        : nothing}
      <div class="bar-state" role="group" aria-label=${t('state.label')}>${this.badges()}</div>
      <div class="bar-tools">
        <time class="bar-clock">${time(Date.now())}</time>
        <button class="tool" @click=${() => this.nextTheme()} aria-label=${t('tool.theme', { theme: t(`theme.${till.state.settings.theme}`) })} title=${t('tool.theme', { theme: t(`theme.${till.state.settings.theme}`) })}>${icon('screen')}</button>
        <button class="tool" @click=${() => this.nextLanguage()} aria-label="${document.documentElement.lang.toUpperCase()}: ${t('tool.language')}" title=${t('tool.language')}>${document.documentElement.lang.toUpperCase()}</button>
        <button class="tool" @click=${() => this.toggleSound()} aria-pressed=${till.state.settings.muted} aria-label=${t('tool.mute')} title=${t('tool.mute')}>${icon(till.state.settings.muted ? 'quiet' : 'sound')}</button>
        <button class="tool" @click=${() => till.ask('help')} aria-label=${t('tool.help')} title="${t('tool.help')} (F1)">${icon('help')}</button>
        ${session ? html`<button class="tool" @click=${() => this.leave()} aria-label=${t('tool.leave')} title=${t('tool.leave')}>${icon('lock')}</button>` : nothing}
      </div>
    </header>`;
  }

  /** @param {import('../till.js').View} view @param {string} words @param {boolean} here @param {boolean} off */
  tab(view, words, here, off) {
    const locked = isOpen(till.state.sale) || isOpen(till.state.refund);
    return html`<button class="tab" aria-current=${here ? 'page' : 'false'} ?disabled=${off || (locked && !here)} @click=${() => this.go(view, here)}>${words}</button>`;
  }

  /** @param {import('../till.js').View} view @param {boolean} here */
  go(view, here) {
    const busy = here && (isOpen(till.state.sale) || isOpen(till.state.refund) || (till.state.view === 'refund' && !till.state.refund));
    if (!busy) till.set({ view, sale: null, refund: null, attempt: null, entry: '', report: null });
  }

  badges() {
    const { status, session } = till.state;
    if (!session || !status) return nothing;
    const bad = (status.devices ?? []).filter((/** @type {any} */ device) => this.mine(device) && !GOOD.has(device.state));
    const { sync } = status;
    const waits = sync?.uplink && (!sync.connected || sync.pending > 200) && !till.state.training;
    return html`
      ${bad.map((/** @type {any} */ device) => html`<span class="badge" data-kind="bad" title=${device.detail ?? ''}>${icon(device.device === till.place?.printer ? 'print' : 'card')}${this.deviceWords(device)}</span>`)}
      ${bad.length === 0 ? html`<span class="badge badge-quiet" data-kind="good">${icon('check')}${t('state.devicesGood')}</span>` : nothing}
      ${waits
        ? html`<span class="badge" data-kind="wait">${icon('offline')}<span>${t(sync.connected ? 'state.catchingUp' : 'state.offline')}${sync.pending > 0 ? html`, ${many('state.pending', sync.pending)}` : nothing}${sync.oldest ? html`, ${t('state.oldest', { age: age(Date.now() - Date.parse(sync.oldest)) })}` : nothing}</span></span>`
        : nothing}`;
  }

  /** @param {any} device */
  mine(device) {
    return device.device === till.place?.printer || device.device === till.place?.terminal;
  }

  /** @param {any} device */
  deviceWords(device) {
    return `${t(device.device === till.place?.printer ? 'device.printer' : 'device.terminal')}: ${t(`deviceState.${device.state}`)}`;
  }

  nextTheme() {
    void till.settle({ theme: THEMES[(THEMES.indexOf(till.state.settings.theme) + 1) % THEMES.length] });
  }

  nextLanguage() {
    void till.settle({ language: languages[(languages.indexOf(document.documentElement.lang) + 1) % languages.length] });
  }

  toggleSound() {
    const muted = !till.state.settings.muted;
    mute(muted);
    void till.settle({ muted });
  }

  async leave() {
    const answer = await till.ask('confirm', { title: t('tool.leave'), text: t('leave.text'), yes: t('tool.leave') });
    if (answer) await signOut();
  }
}
customElements.define('till-header', Header);
