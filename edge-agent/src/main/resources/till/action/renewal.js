// A page that was open while the agent was upgraded has the scripts of before. It is loaded anew when nothing is lost by it, and once only.
import { isField } from '../listen.js';
import { loadRenewed, saveRenewed } from '../settings.js';
import { till } from '../till.js';

/** Nobody may be in the middle of a scan, or about to touch something. */
const QUIET_MS = 5000;
/** The change is being handed out; it is seen on the sale screen, too. */
const PAID_QUIET_MS = 60_000;
const LOOK_MS = 500;

/** What was heard last. */
let wanted = '';
let touched = 0;
let watching = 0;

/**
 * What this page is to the agent's.
 * @param {string} own @param {string} agents @param {string | null} renewed the version that it was last loaded anew for
 * @returns {'same' | 'old' | 'stuck'}
 */
export function compare(own, agents, renewed) {
  if (own === agents) return 'same';
  return renewed === agents ? 'stuck' : 'old';
}

/** Whether the agent has all that there is: nobody is served, nothing is typed, asked or on its way. @param {typeof till.state} state */
export function nothingLost(state) {
  if (state.dialogs.length > 0 || !state.reachable) return false;
  // Which till it was, the real one or that for training, is kept with the session.
  if (state.phase === 'sign-in') return !state.training;
  if (state.phase !== 'ready' || state.taken || state.scansWaiting > 0 || state.entry !== '' || state.times !== null) return false;
  if (state.openSales.length > 0 || state.openRefunds.length > 0) return false;
  if (state.view === 'paid') return state.sale?.state === 'COMPLETED';
  if (state.sale || state.refund || state.attempt) return false;
  return state.view === 'sale' ? !state.cart?.lines?.length : state.view === 'shift' && !state.shift && !state.report;
}

/** The agent says which page it has. @param {string} version */
export function hearVersion(version) {
  const own = /** @type {HTMLMetaElement} */ (document.querySelector('meta[name=version]')).content;
  wanted = version;
  take(compare(own, version, loadRenewed()));
}

/** @param {'same' | 'old' | 'stuck'} page */
function take(page) {
  if (till.state.page !== page) till.set({ page });
  if (page === 'old') watch();
  else clearInterval(watching);
}

function watch() {
  clearInterval(watching);
  touched = performance.now();
  for (const kind of ['keydown', 'pointerdown', 'input']) addEventListener(kind, touch, { capture: true });
  watching = setInterval(look, LOOK_MS);
}

function touch() {
  touched = performance.now();
}

function look() {
  const typed = [...document.querySelectorAll('input')].some((field) => isField(field) && field.value !== '');
  if (typed || till.cartBusy || till.intentions.count > 0 || !nothingLost(till.state)) touch();
  else if (performance.now() - touched >= (till.state.view === 'paid' ? PAID_QUIET_MS : QUIET_MS)) renew();
}

/** Loads the page that the agent has. Where that cannot be written down it is left to the cashier, for it could go on for ever. */
function renew() {
  saveRenewed(wanted);
  if (loadRenewed() === wanted) location.reload();
  else take('stuck');
}

/** The cashier does not want to wait. */
export function renewNow() {
  saveRenewed(wanted);
  location.reload();
}
