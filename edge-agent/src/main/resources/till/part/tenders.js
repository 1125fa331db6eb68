import { html } from 'lit';
import { bare, full, t } from '../words.js';
import { giveBack } from '../action/pay.js';
import { icon } from './icons.js';

const ICONS = /** @type {const} */ ({ card: 'card', voucher: 'voucher', cash: 'cash' });

/** What was paid for a sale so far, each with a way back. @param {any} sale @param {boolean} blocked */
export function takenTenders(sale, blocked) {
  return html`<ul class="tenders">${sale.tenders.map((/** @type {any} */ one, /** @type {number} */ index) => html`<li class="taken-tender">${icon(ICONS[/** @type {'cash'} */ (one.kind)])}<span>${t(`tenderKind.${one.kind}`)}</span><span class="line-amount">${bare(one.amount)}</span>
    <button class="small-button" ?disabled=${blocked} @click=${() => giveBack(index)} aria-label="${t('tender.giveBack')} ${full(one.amount)}">${t('tender.giveBack')}</button></li>`)}</ul>`;
}
