// The till as this page knows it: a picture of what the agent holds, and where the cashier is looking. Lost at any time without loss.
import { Api, Refusal, wireName } from './api.js';
import { Intentions, Lane } from './lane.js';
import { loadSettings, saveSession, saveSettings } from './settings.js';
import { mute, play } from './sound.js';
import { explain, speak } from './words.js';

/**
 * @typedef {'sale' | 'tender' | 'paid' | 'receipts' | 'refund' | 'shift'} View
 * @typedef {{id: number, kind: 'info' | 'good' | 'bad', text: string}} Notice
 * @typedef {{id: number, name: string, args: any, answer: (result?: any) => void}} Dialog
 */

/** What one cashier has begun to type is nothing to the next one. */
export const NOTHING_TYPED = { entry: '', times: null, lastLine: 0, report: null };

class Till {
  state = {
    phase: /** @type {'starting' | 'sign-in' | 'ready'} */ ('starting'),
    reachable: true,
    /** Whether the agent has another page than this: it will be loaded, or was and did not come. @type {'same' | 'old' | 'stuck'} */ page: 'same',
    /** Who took the till over, while somebody has. @type {{by: string} | null} */ taken: null,
    /** @type {any} */ setup: null,
    /** @type {any} */ session: null,
    training: false,
    /** @type {any} */ shift: null,
    /** @type {any} */ cart: null,
    /** Sales of this till that have not ended. @type {any[]} */ openSales: [],
    /** Refunds of this till that have not ended. @type {any[]} */ openRefunds: [],
    /** @type {any} */ status: null,
    /** @type {any[]} */ quickKeys: [],
    parked: 0,
    /** @type {View} */ view: 'sale',
    /** The sale or refund on the screen. @type {any} */ sale: null,
    /** @type {any} */ refund: null,
    /** The newest sale that is paid, whose change may not have been handed out. @type {any} */ last: null,
    /** A receipt that was scanned on another screen, for the receipts' one. @type {any} */ receipt: null,
    /** The card payment on the screen. @type {any} */ attempt: null,
    /** @type {any} */ report: null,
    scansWaiting: 0,
    /** What is typed on the pad. */ entry: '',
    /** Thousandths for the next article. @type {number | null} */ times: null,
    /** The line that changed last. */ lastLine: 0,
    /** @type {Notice[]} */ notices: [],
    /** @type {Dialog[]} */ dialogs: [],
    settings: loadSettings(),
  };

  /** Whether a change of the cart is on its way: what is read meanwhile is old. */
  cartBusy = false;
  intentions = new Intentions();
  /** Everything that touches the cart, in the order of the cashier's hands. */
  cartLane = new Lane((waiting) => (this.cartBusy = waiting > 0));
  api = new Api({
    fetch: (...args) => fetch(...args),
    newKey: () => newKey(),
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    onReachable: (reachable) => this.state.reachable !== reachable && this.set({ reachable }),
    onSignedOut: (refusal) => this.signedOut(refusal.code, refusal.problem.operator ?? ''),
    onApproval: (refusal) => this.ask('approval', { permission: refusal.permission(PERMISSIONS), reason: refusal.message }),
  });

  /** @type {Set<() => void>} */ #listeners = new Set();
  #counter = 0;

  /** @param {() => void} listener */
  subscribe(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** @param {Partial<Till['state']>} change */
  set(change) {
    Object.assign(this.state, change);
    for (const listener of this.#listeners) listener();
  }

  /** @param {Partial<import('./settings.js').Settings>} change */
  async settle(change) {
    const settings = { ...this.state.settings, ...change };
    saveSettings(settings);
    document.documentElement.dataset.theme = settings.theme;
    mute(settings.muted);
    if (change.language) await speak(change.language);
    this.set({ settings });
  }

  /** @param {string} permission */
  may(permission) {
    return (this.state.session?.permissions ?? []).map(wireName).includes(permission);
  }

  /** What the store says of this till. */
  get place() {
    return this.state.setup?.tills.find((/** @type {any} */ one) => one.till === this.state.session?.till);
  }

  /** @param {number} minor */
  money(minor) {
    return { minor, currency: this.state.setup.currency };
  }

  /**
   * One intention: a second tap joins the first, a refusal is told in words.
   * @template T @param {string} name @param {() => Promise<T>} work @param {(failure: unknown) => string} [say] @returns {Promise<T | undefined>}
   */
  async intend(name, work, say = explain) {
    try {
      const running = this.intentions.once(name, work);
      this.set({});
      return await running;
    } catch (failure) {
      this.refused(failure, say);
      return undefined;
    } finally {
      this.set({});
    }
  }

  /** @param {string} name */
  busy(name) {
    return this.intentions.running(name);
  }

  /** @param {unknown} failure @param {(failure: unknown) => string} [say] */
  refused(failure, say = explain) {
    if (failure instanceof Refusal && (failure.status === 401 || failure.code === 'approval-needed')) return;
    play('refused');
    this.notify('bad', say(failure));
  }

  /** @param {Notice['kind']} kind @param {string} text */
  notify(kind, text) {
    const id = ++this.#counter;
    const others = this.state.notices.filter((notice) => notice.text !== text).slice(-2);
    this.set({ notices: [...others, { id, kind, text }] });
    setTimeout(() => this.dismiss(id), kind === 'bad' ? 7000 : 4000);
  }

  /** @param {number} id */
  dismiss(id) {
    if (this.state.notices.some((notice) => notice.id === id)) this.set({ notices: this.state.notices.filter((notice) => notice.id !== id) });
  }

  /** Complaints belong to the screen that they were made on. */
  forgetComplaints() {
    if (this.state.notices.some((notice) => notice.kind === 'bad')) this.set({ notices: this.state.notices.filter((notice) => notice.kind !== 'bad') });
  }

  /** Opens a dialog and waits for its answer; nothing if it was left. @param {string} name @param {any} [args] @returns {Promise<any>} */
  ask(name, args = {}) {
    return new Promise((resolve) => {
      const id = ++this.#counter;
      const answer = (/** @type {any} */ result) => {
        this.set({ dialogs: this.state.dialogs.filter((dialog) => dialog.id !== id) });
        resolve(result);
      };
      this.set({ dialogs: [...this.state.dialogs, { id, name, args, answer }] });
    });
  }

  /** @param {string} code @param {string} by */
  signedOut(code, by) {
    if (!this.state.session) return;
    for (const dialog of this.state.dialogs) dialog.answer(undefined);
    if (code === 'till-taken-over') {
      this.set({ taken: { by: by || this.state.taken?.by || '' } });
      return;
    }
    this.api.token = '';
    saveSession(null);
    this.set({ phase: 'sign-in', session: null, taken: null, ...NOTHING_TYPED });
  }
}

const PERMISSIONS = ['sell', 'discount', 'price-override', 'void-line', 'void-cart', 'refund', 'reversal', 'no-sale', 'cash-movement', 'close-shift', 'x-report', 'reprint',
  'see-expected-cash', 'attest', 'training', 'manage-operators', 'import-catalog'];

/** A random UUID; `crypto.randomUUID` itself is missing on a page over plain HTTP from another box. */
function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** The one till of this page. */
export const till = new Till();
