import { html, nothing } from 'lit';
import { TillElement } from '../element.js';
import '../part/pad.js';
import '../part/report.js';
import { worthOf } from '../part/count.js';
import { padKey } from '../part/pad.js';
import { icon } from '../part/icons.js';
import { parsePad } from '../money.js';
import { receiptsOf } from '../scan.js';
import { play } from '../sound.js';
import { till } from '../till.js';
import { bare, full, spoken, t, time } from '../words.js';
import { closeShift, endOfDay, moveCash, noSale, openShift, showX } from '../action/shift.js';

/** From the float in the morning to the Z at night. */
class ShiftScreen extends TillElement {
  static properties = { counting: { state: true }, pieces: { state: true } };

  constructor() {
    super();
    this.counting = false;
    /** Denomination to how many were counted, also while the shift is looked at once more. @type {Map<number, number>} */
    this.pieces = new Map();
  }

  keys = {
    Enter: () => !till.state.shift && !till.state.report && this.open(),
    Escape: () => (this.counting ? (this.counting = false) : till.state.shift && till.set({ view: 'sale', report: null })),
  };

  get ready() {
    return till.state.session !== null;
  }

  render() {
    const { shift, report } = till.state;
    if (report) return html`<div class="centre"><till-report></till-report>${shift ? nothing : html`<p>${t('shift.closed')}</p>`}</div>`;
    if (!shift) return this.opening();
    return this.counting ? this.countingScreen() : this.day(shift);
  }

  opening() {
    const { entry } = till.state;
    const amount = parsePad(entry, spoken().digits);
    return html`<section class="centre opening" aria-labelledby="open-title">
      <h1 id="open-title">${t('shift.openTitle')}</h1>
      <p class="quiet">${t('shift.openText', { drawer: till.place?.drawer ?? '' })}</p>
      <output class="entry entry-big" aria-live="polite" aria-label=${t('shift.float')}>${amount === null && entry !== '' ? entry : bare({ minor: amount ?? 0 })}<small>${till.state.setup.currency}</small></output>
      <till-pad .extra=${[{ label: 'C', name: t('pad.clear'), act: () => till.set({ entry: '' }) }, { label: icon('check'), name: t('shift.open'), kind: 'primary tall', act: () => this.open() }]}></till-pad>
      <button class="big-button" data-kind="primary" ?disabled=${till.busy('shift')} @click=${() => this.open()}>${t('shift.open')}<kbd>Enter</kbd></button>
    </section>`;
  }

  async open() {
    const { entry } = till.state;
    const amount = parsePad(entry, spoken().digits);
    if (entry !== '' && amount === null) {
      play('refused');
      till.notify('bad', t('amount.wrong'));
      return;
    }
    till.set({ entry: '' });
    await openShift(amount ?? 0);
  }

  /** @param {any} shift */
  day(shift) {
    const button = (/** @type {any} */ name, /** @type {string} */ words, /** @type {() => unknown} */ act, kind = '') =>
      html`<button class="tile" data-kind=${kind} ?disabled=${till.busy('shift')} @click=${act}>${icon(name)}<span>${words}</span></button>`;
    return html`<div class="shift">
      <section class="shift-facts" aria-labelledby="shift-title">
        <h1 id="shift-title">${t('shift.title')}</h1>
        <dl>
          <div class="sum-row"><dt>${t('shift.opened')}</dt><dd>${time(shift.openedAt, 'short')}</dd></div>
          <div class="sum-row"><dt>${t('shift.by')}</dt><dd>${shift.operator}</dd></div>
          <div class="sum-row"><dt>${t('shift.date')}</dt><dd>${shift.businessDate}</dd></div>
          <div class="sum-row"><dt>${t('shift.drawer')}</dt><dd>${shift.drawer}</dd></div>
          <div class="sum-row"><dt>${t('shift.float')}</dt><dd>${full(shift.openingFloat)}</dd></div>
          ${shift.expectedCash ? html`<div class="sum-row" data-kind="strong"><dt>${t('shift.expected')}</dt><dd>${full(shift.expectedCash)}</dd></div>` : nothing}
        </dl>
        ${shift.expectedCash ? nothing : html`<p class="quiet">${t('shift.blind')}</p>`}
      </section>
      <section class="tiles" aria-label=${t('shift.actions')}>
        ${button('plus', t('cashKind.PAY_IN'), () => moveCash('PAY_IN'))}
        ${button('less', t('cashKind.PAY_OUT'), () => moveCash('PAY_OUT'))}
        ${button('lock', t('cashKind.SAFE_DROP'), () => moveCash('SAFE_DROP'))}
        ${button('cash', t('cashKind.BANK_DEPOSIT'), () => moveCash('BANK_DEPOSIT'))}
        ${button('drawer', t('shift.noSale'), () => noSale())}
        ${button('list', t('shift.x'), () => showX())}
        ${till.place?.terminal ? html`<button class="tile" ?disabled=${till.busy('end-of-day')} @click=${endOfDay}>${icon('card')}<span>${t(till.busy('end-of-day') ? 'endOfDay.RUNNING' : 'shift.endOfDay')}</span></button>` : nothing}
        ${button('check', t('shift.close'), () => (this.counting = true), 'primary')}
      </section>
    </div>`;
  }

  countingScreen() {
    return html`<section class="centre counting" aria-labelledby="count-title">
      <h1 id="count-title">${t('count.title')}</h1>
      <p class="quiet">${t(till.state.shift.expectedCash ? 'count.text' : 'count.blind', { expected: full(till.state.shift.expectedCash) })}</p>
      <till-count .pieces=${this.pieces} @counted=${(/** @type {CustomEvent} */ event) => (this.pieces = event.detail)}></till-count>
      <div class="choice-buttons">
        <button class="big-button" @click=${() => (this.counting = false)}>${t('dialog.back')}</button>
        <button class="big-button" data-kind="primary" ?disabled=${till.busy('shift')} @click=${() => this.close()}>${t('shift.closeNow')}</button>
      </div>
    </section>`;
  }

  async close() {
    const counted = worthOf(this.pieces);
    const answer = await till.ask('confirm', { title: t('shift.close'), text: t('shift.closeText', { amount: full(till.money(counted)) }), yes: t('shift.closeNow') });
    if (answer && (await closeShift(counted))) {
      this.counting = false;
      this.pieces = new Map();
    }
  }

  /** @param {string} key */
  onKey(key) {
    return super.onKey(key) || (!till.state.shift && !till.state.report && padKey(key));
  }

  /** A receipt does not open from here: what is counted would be gone. @param {string} code */
  onScan(code) {
    const isReceipt = receiptsOf(code).length > 0;
    till.notify('bad', t(isReceipt ? 'receipts.notHere' : till.state.shift ? 'cart.notHere' : 'cart.openFirst', { code }));
    return true;
  }
}
customElements.define('till-shift', ShiftScreen);
