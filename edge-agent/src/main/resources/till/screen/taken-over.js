import { html } from 'lit';
import { TillElement } from '../element.js';
import '../part/pin.js';
import { till } from '../till.js';
import { explain, t } from '../words.js';
import { signIn } from '../action/session.js';

/** Somebody else signed in at this till, on another screen or in another tab. */
class TakenOver extends TillElement {
  static properties = { message: { state: true } };

  constructor() {
    super();
    this.message = '';
  }

  get ready() {
    return till.state.session !== null;
  }

  render() {
    const { session, taken } = till.state;
    return html`<section class="sign-pin taken" aria-labelledby="taken-title">
      <h1 id="taken-title">${taken?.by ? t('taken.by', { by: taken.by }) : t('taken.title')}</h1>
      <p>${t('taken.text', { till: session.till, name: session.title || session.operator })}</p>
      <till-pin .message=${this.message} .busy=${till.busy('sign-in')} @pin=${(/** @type {CustomEvent} */ event) => this.back(event.detail)}></till-pin>
      <button class="link" @click=${() => till.signedOut('', '')}>${t('taken.other')}</button>
    </section>`;
  }

  /** @param {string} pin */
  back(pin) {
    const { session } = till.state;
    this.message = '';
    void till.intentions.once('sign-in', () => signIn(session.till, session.operator, pin)).catch((failure) => (this.message = explain(failure)));
  }
}
customElements.define('till-taken-over', TakenOver);
