import { html, nothing } from 'lit';
import { TillElement } from '../element.js';
import '../part/pin.js';
import { icon } from '../part/icons.js';
import { till } from '../till.js';
import { explain, t } from '../words.js';
import { lookForOperators, signIn, switchTraining } from '../action/session.js';

/** While there is nobody who could sign in. */
const LOOK_MS = 5_000;

/** Who stands at which till. */
class SignIn extends TillElement {
  static properties = { place: { state: true }, operator: { state: true }, message: { state: true } };

  constructor() {
    super();
    const { setup, settings } = till.state;
    const known = (setup.tills ?? []).map((/** @type {any} */ one) => one.till);
    this.place = known.includes(settings.till) ? settings.till : (known[0] ?? '');
    this.operator = setup.operators?.length === 1 ? setup.operators[0].operator : '';
    this.message = '';
  }

  #look = 0;

  connectedCallback() {
    super.connectedCallback();
    this.#look = setInterval(() => {
      if (till.state.setup.operators.length === 0) void lookForOperators();
    }, LOOK_MS);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.#look);
  }

  render() {
    const { setup } = till.state;
    const nobody = setup.operators.length === 0;
    const who = setup.operators.find((/** @type {any} */ one) => one.operator === this.operator);
    return html`<div class="sign-in">
      <section class="sign-who">
        <h1>${t('sign.title')}</h1>
        <p class="quiet">${t('sign.store', { store: setup.store })}</p>
        ${setup.tills.length > 1
          ? html`<fieldset class="choices"><legend>${t('sign.till')}</legend>
              ${setup.tills.map((/** @type {any} */ one) => html`<button class="choice" aria-pressed=${one.till === this.place} @click=${() => (this.place = one.till)}>${icon('drawer')}${one.till}</button>`)}
            </fieldset>`
          : nothing}
        ${nobody
          ? nothing
          : html`<fieldset class="choices people"><legend>${t('sign.operator')}</legend>
              ${setup.operators.map((/** @type {any} */ one) => html`<button class="choice person" aria-pressed=${one.operator === this.operator} @click=${() => this.pick(one.operator)}>
                <span class="avatar" aria-hidden="true">${initials(one.title || one.operator)}</span><span>${one.title || one.operator}<small>${t(`role.${one.role}`)}</small></span></button>`)}
            </fieldset>`}
        <button class="link" @click=${() => switchTraining(!till.state.training)}>${t(till.state.training ? 'sign.realDay' : 'sign.training')}</button>
      </section>
      <section class="sign-pin" aria-label=${t(nobody ? 'sign.operator' : 'pin.label')}>
        ${nobody
          ? html`<h2>${t('sign.nobody')}</h2><p>${t('sign.nobodyHow')}</p>`
          : html`<h2>${who ? t('sign.pinOf', { name: who.title || who.operator }) : t('sign.pick')}</h2>
              <till-pin .message=${this.message} .busy=${till.busy('sign-in')} @pin=${(/** @type {CustomEvent} */ event) => this.enter(event.detail)}></till-pin>`}
        <p class="quiet version">Tillpost ${setup.softwareVersion}</p>
      </section>
    </div>`;
  }

  /** @param {string} operator */
  pick(operator) {
    this.operator = operator;
    this.message = '';
  }

  /** @param {string} pin */
  enter(pin) {
    if (!this.operator) {
      this.message = t('sign.pick');
      return;
    }
    this.message = '';
    void till.intentions.once('sign-in', () => signIn(this.place, this.operator, pin)).catch((failure) => (this.message = explain(failure)));
  }
}

/** @param {string} name */
function initials(name) {
  return name.split(/\s+/).slice(0, 2).map((word) => word[0]?.toUpperCase() ?? '').join('');
}
customElements.define('till-sign-in', SignIn);
