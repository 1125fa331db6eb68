import { html, nothing } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import { TillElement } from './element.js';
import './part/dialogs.js';
import './part/header.js';
import { icon } from './part/icons.js';
import './screen/card.js';
import './screen/paid.js';
import './screen/receipts.js';
import './screen/refund-again.js';
import './screen/refund.js';
import './screen/sale-again.js';
import './screen/sale.js';
import './screen/shift.js';
import './screen/sign-in.js';
import './screen/signature.js';
import './screen/taken-over.js';
import './screen/tender.js';
import { asksSignature, toSign } from './signature.js';
import { till } from './till.js';
import { t } from './words.js';
import { renewNow } from './action/renewal.js';
import { switchTraining } from './action/session.js';

/** Which screen is seen, in one place. */
export function screenName() {
  const { phase, taken, view, attempt, sale, refund } = till.state;
  if (phase !== 'ready') return phase;
  if (taken) return 'taken-over';
  if (view === 'tender' && asksSignature(sale, attempt)) return 'signature';
  if (attempt && (view === 'tender' || view === 'refund') && !seen(attempt)) return 'card';
  if (view === 'tender' && sale?.forgotten) return 'sale-again';
  return view === 'refund' && refund?.forgotten ? 'refund-again' : view;
}

/** What is seen: of two signatures to compare each is a screen of its own. */
export function seenNow() {
  const screen = screenName();
  return screen === 'signature' ? `${screen} ${toSign(till.state.sale)}` : screen;
}

/** What a press of a key or a tap works on: what an earlier one has made of it was not meant by the one after it. */
export function inHand() {
  const { dialogs, refund, sale, view } = till.state;
  const paid = { tender: sale, refund }[/** @type {'tender'} */ (view)];
  return [seenNow(), dialogs.at(-1)?.id, paid?.tenders?.length, paid?.remaining?.minor].join(' ');
}

/** A paid charge of a completed sale is told by the paid screen. @param {any} attempt */
function seen(attempt) {
  const { refund, view } = till.state;
  return view === 'refund' && attempt.state === 'PAID' && refund?.state === 'COMPLETED';
}

const SCREENS = {
  starting: () => html`<p class="starting" role="status">${t('app.starting')}</p>`,
  'sign-in': () => html`<till-sign-in></till-sign-in>`,
  'taken-over': () => html`<till-taken-over></till-taken-over>`,
  sale: () => html`<till-sale></till-sale>`,
  tender: () => html`<till-tender></till-tender>`,
  card: () => html`<till-card></till-card>`,
  signature: () => html`<till-signature></till-signature>`,
  paid: () => html`<till-paid></till-paid>`,
  receipts: () => html`<till-receipts></till-receipts>`,
  refund: () => html`<till-refund></till-refund>`,
  'sale-again': () => html`<till-sale-again></till-sale-again>`,
  'refund-again': () => html`<till-refund-again></till-refund-again>`,
  shift: () => html`<till-shift></till-shift>`,
};

/** The whole page: header, one screen, what is told, dialogs. */
class App extends TillElement {
  keys = {
    F1: () => till.ask('help'),
    F8: () => this.free() && till.set({ view: 'receipts', sale: null, refund: null, attempt: null }),
    F9: () => this.free() && till.set({ view: 'shift', sale: null, refund: null, attempt: null, report: null }),
  };
  #screen = '';

  free() {
    const { phase, view, taken } = till.state;
    if (screenName() === 'sale-again' || screenName() === 'refund-again') return true;
    return phase === 'ready' && !taken && (view === 'sale' || view === 'paid' || view === 'receipts' || view === 'shift');
  }

  render() {
    const { training, reachable, phase, setup, session, taken, page } = till.state;
    const screen = screenName();
    return html`<div class="page" data-training=${training}>
      <a class="skip" href="#main">${t('app.skip')}</a>
      ${training ? html`<div class="training" role="note"><strong>${t('training.title')}</strong><span>${t('training.text')}</span><button class="small-button" @click=${() => switchTraining(false)}>${t('training.leave')}</button></div>` : nothing}
      ${page === 'same' ? nothing : html`<div class="outdated" role="status"><span>${t(`page.${page}`)}</span><button class="small-button" @click=${renewNow}>${t('page.reload')}</button></div>`}
      ${setup ? html`<till-header></till-header>` : nothing}
      <main id="main" tabindex="-1" data-screen=${screen}>${setup || screen === 'starting' ? keyed(`${seenNow()} ${session?.session ?? ''}`, SCREENS[/** @type {'sale'} */ (screen)]()) : nothing}</main>
      ${this.notices()}
      ${reachable || taken ? nothing : html`<div class="unreachable" role="alert"><div>${icon('offline')}<h2>${t('app.unreachable')}</h2><p>${t(phase === 'starting' ? 'app.unreachableStart' : 'app.unreachableText')}</p><span class="dots" aria-hidden="true"><i></i><i></i><i></i></span></div></div>`}
      <till-dialogs></till-dialogs>
    </div>`;
  }

  notices() {
    return html`<div class="notices">${till.state.notices.map((notice) => html`<div class="notice" data-kind=${notice.kind} role=${notice.kind === 'bad' ? 'alert' : 'status'}>
      ${icon(notice.kind === 'bad' ? 'cross' : 'check')}<span>${notice.text}</span><button class="small-button" @click=${() => till.dismiss(notice.id)} aria-label=${t('dialog.close')}>${icon('cross')}</button></div>`)}</div>`;
  }

  updated() {
    const screen = screenName();
    if (screen === this.#screen) return;
    this.#screen = screen;
    till.forgetComplaints();
    document.title = `${till.state.session?.till ?? 'Till'} · ${t(`screen.${screen}`)}`;
    const main = /** @type {HTMLElement} */ (this.querySelector('main'));
    if (!main.contains(document.activeElement) && till.state.dialogs.length === 0) main.focus({ preventScroll: true });
  }
}
customElements.define('till-app', App);
