import { html } from 'lit';
import { till } from '../till.js';
import { t } from '../words.js';
import { DialogElement, textField } from './dialog.js';

/** Where they work, the keys and what they do. @type {[string, [string, string][]][]} */
const KEYS = [
  ['sale', [['0–9', 'digits'], ['× / x / *', 'times'], ['Enter', 'code'], ['F2', 'search'], ['F3', 'park'], ['F4', 'discount'], ['F6', 'void'], ['F7', 'voucher'], ['Del', 'edit'], ['↑ ↓', 'lines'], ['F10 / +', 'pay']]],
  ['tender', [['0–9', 'given'], ['Enter / F10', 'cash'], ['F2', 'exact'], ['F3', 'card'], ['F4', 'redeem'], ['F7', 'tip'], ['Esc', 'back']]],
  ['card', [['Esc', 'cancel'], ['F6', 'hold'], ['Enter', 'goOn']]],
  ['signature', [['F2', 'matches'], ['F4', 'matchesNot'], ['F3', 'printCopy'], ['F6', 'hold']]],
  ['all', [['F1', 'help'], ['F8', 'receipts'], ['F9', 'shift'], ['Tab', 'tab'], ['Esc', 'escape']]],
];

class Help extends DialogElement {
  wide = true;

  title() {
    return t('help.title');
  }

  body() {
    return html`<div class="help">${KEYS.map(([where, keys]) => html`<section><h3>${t(`help.${where}`)}</h3><dl>${keys.map(([key, does]) => html`<div class="sum-row"><dt>${t(`key.${does}`)}</dt><dd><kbd>${key}</kbd></dd></div>`)}</dl></section>`)}</div>
      <p>${t('help.scanner')}</p>
      ${textField({ name: 'prefix', label: t('help.prefix'), value: till.state.settings.scanPrefix, hint: t('help.prefixHint') })}`;
  }

  actions() {
    return html`<button class="big-button" data-kind="primary" data-first>${t('dialog.close')}</button>`;
  }

  result() {
    const scanPrefix = this.value('prefix').slice(0, 1);
    if (scanPrefix !== till.state.settings.scanPrefix) void till.settle({ scanPrefix });
    return {};
  }
}
customElements.define('till-help-dialog', Help);
