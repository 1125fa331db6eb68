import { html, nothing } from 'lit';
import { TillElement } from '../element.js';
import { icon } from '../part/icons.js';
import { till } from '../till.js';
import { bySignature } from '../signature.js';
import { play } from '../sound.js';
import { elapsed, full, t } from '../words.js';
import { attest, cancel, ended, hold, readAttempt } from '../action/card.js';

const ICONS = /** @type {const} */ ({ ASK: 'card', PAID: 'check', NOT_CHARGED: 'cross', CHECKING: 'clock' });

/** Says one of exactly four things about a card payment, and what may be done in that state. */
class CardScreen extends TillElement {
  static properties = { now: { state: true } };
  #tick = 0;

  constructor() {
    super();
    this.now = Date.now();
  }

  keys = {
    Escape: () => till.state.attempt.state === 'ASK' && cancel(),
    F6: () => !ended(till.state.attempt) && hold(),
    Enter: () => ended(till.state.attempt) && readAttempt(),
    F10: () => ended(till.state.attempt) && readAttempt(),
  };

  connectedCallback() {
    super.connectedCallback();
    this.#tick = setInterval(() => (this.now = Date.now()), 500);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.#tick);
  }

  get ready() {
    return till.state.attempt !== null;
  }

  render() {
    const { attempt } = till.state;
    const charge = (attempt.kind ?? 'CHARGE') === 'CHARGE';
    const say = charge ? 'card' : 'cardBack';
    const { sale, refund } = till.state;
    // The terminal could not take the charge of an open sale back: it goes back as a refund of its own.
    const instead = attempt.kind === 'REFUND' && !attempt.refund && !ended(attempt);
    const forgotten = attempt.state === 'PAID' && (charge ? sale?.sale === attempt.sale && sale.forgotten : refund?.forgotten);
    const next = forgotten ? t(charge ? 'again.cardPaidNext' : 'again.cardBackNext') : t(bySignature(attempt) ? 'signature.text' : `${say}.${attempt.state}.next`);
    const waited = elapsed(this.now - Date.parse(attempt.startedAt));
    return html`<section class="card-screen" data-state=${attempt.state} aria-labelledby="card-says">
      <div class="card-icon">${icon(ICONS[/** @type {'ASK'} */ (attempt.state)])}</div>
      <div id="card-says" class="card-says" role=${attempt.state === 'ASK' ? 'status' : 'alert'} aria-atomic="true" tabindex="-1">
        <h1>${t(`${say}.${attempt.state}`)}</h1>
        <p class="card-next">${next}</p>
      </div>
      <p class="card-amount">${full(attempt.requested)}</p>
      ${attempt.state === 'CHECKING' ? html`<p class="card-time" role="timer" aria-live="off">${t('card.checkingFor', { time: waited })}</p>` : nothing}
      ${instead ? html`<p class="card-shown">${t('cardBack.instead')}</p>` : nothing}
      ${attempt.attested ? html`<p class="card-shown">${t('card.attested')}</p>` : nothing}
      ${attempt.shown && !ended(attempt) ? html`<p class="card-shown">${t('card.terminalShows')} <q>${attempt.shown}</q></p>` : nothing}
      ${attempt.state === 'NOT_CHARGED' && attempt.detail ? html`<p class="card-shown">${attempt.detail}</p>` : nothing}
      <div class="card-actions">${this.actions(attempt)}</div>
    </section>`;
  }

  /** @param {any} attempt */
  actions(attempt) {
    const holding = html`<button class="big-button" @click=${hold}>${t('card.hold')}<kbd>F6</kbd></button>`;
    if (attempt.state === 'ASK') {
      // A terminal that falls silent is waited for, for minutes, before nothing is known.
      return html`<button class="big-button" ?disabled=${till.busy(`cancel-${attempt.attempt}`)} @click=${cancel}>${t('card.cancel')}<kbd>Esc</kbd></button>${holding}`;
    }
    if (attempt.state === 'CHECKING') return html`${holding}${attempt.mayAttest ? html`<button class="big-button" @click=${attest}>${t('card.attest')}</button>` : nothing}`;
    return html`<button class="big-button" data-kind="primary" @click=${readAttempt}>${t(attempt.state === 'PAID' ? 'card.goOn' : 'card.otherWay')}<kbd>Enter</kbd></button>`;
  }

  firstUpdated() {
    /** @type {HTMLElement} */ (this.querySelector('#card-says')).focus();
  }

  /** @param {string} code */
  onScan(code) {
    play('refused');
    till.notify('bad', t(till.state.attempt.state === 'CHECKING' ? 'cart.holdFirst' : 'cart.notWhilePaying', { code }));
    return true;
  }
}
customElements.define('till-card', CardScreen);
