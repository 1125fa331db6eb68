// Signing in, coming back after a reload, and keeping up with the agent.
import { cameLate, neverCame } from '../late.js';
import { follow } from '../live.js';
import { loadSession, saveSession } from '../settings.js';
import { play } from '../sound.js';
import { NOTHING_TYPED, till } from '../till.js';
import { full, speak, t, useDigits } from '../words.js';
import { showAttempt, takeSale, watchAttempt } from './card.js';
import { takeCart } from './cart.js';
import { latest, open } from './receipts.js';
import { hearVersion } from './renewal.js';

const SETTLE_MS = 60;
/** How many receipts may be refunds before the last sale is forgotten. */
const LOOK_BACK = 10;

/** @type {() => void} */ let stopFollowing = () => {};

/** From a page that was just loaded to where the till was. */
export async function start() {
  const kept = loadSession();
  till.api.token = kept?.token ?? '';
  till.api.training = kept?.training ?? false;
  till.set({ training: till.api.training });
  await loadSetup();
  if (!kept) {
    till.set({ phase: 'sign-in' });
    return;
  }
  try {
    till.set({ session: await till.api.get('/sessions/current') });
    await enter();
  } catch (failure) {
    till.api.token = '';
    saveSession(null);
    till.set({ phase: 'sign-in', session: null, taken: null });
  }
}

async function loadSetup() {
  const setup = await till.api.get('/till-setup');
  useDigits(setup.currencyDigits);
  if (setup.locale && !till.state.settings.language) await speak(setup.locale);
  till.set({ setup });
}

/** Somebody may have been taken on meanwhile. An agent that is away is shown as that. */
export async function lookForOperators() {
  await loadSetup().catch(() => {});
}

/** @param {string} place @param {string} operator @param {string} pin */
export async function signIn(place, operator, pin) {
  till.api.token = '';
  const { token, ...session } = await till.api.command('/sessions', { till: place, operator, pin });
  till.api.token = token;
  saveSession({ token, training: till.api.training });
  await till.settle({ till: place });
  till.set({ session, taken: null });
  await enter();
}

export async function signOut() {
  stopFollowing();
  await till.intend('sign-out', () => till.api.command('/sessions/current/end'));
  till.api.token = '';
  saveSession(null);
  till.set({ phase: 'sign-in', session: null, sale: null, refund: null, attempt: null, view: 'sale', shift: null, ...NOTHING_TYPED });
}

/** The other set of rooms: everybody signs in anew there. @param {boolean} training */
export async function switchTraining(training) {
  if (till.state.session) await signOut();
  till.api.training = training;
  till.set({ training });
  await loadSetup();
}

async function enter() {
  await refresh(['cart', 'sale', 'last', 'shift', 'status', 'keys']);
  await openOnUnresolved();
  till.set({ phase: 'ready' });
  stopFollowing();
  const at = encodeURIComponent(till.state.session.till);
  stopFollowing = follow((signal) => till.api.stream(`/tills/${at}/live`, signal), {
    onOpen: () => {
      till.set({ reachable: true });
      void refresh(['cart', 'sale', 'attempt', 'shift', 'status']);
    },
    onEvent: (event, data) => {
      if (event === 'page') hearVersion(data.version);
      if (event === 'changed') soon(data.what ?? []);
      if (event === 'taken-over') till.signedOut('till-taken-over', data.title ?? data.operator ?? '');
    },
    onLost: () => {
      if (!till.state.taken && till.state.session) void probe();
    },
  });
}

/** Whether the agent is there at all; [Api] shows it on the screen. */
async function probe() {
  await till.api.get('/till-setup').catch(() => {});
}

/** Those of this till. @param {string} what @returns {Promise<any[]>} */
async function openHere(what) {
  return (await till.api.get(`/${what}?open=true`)).items.filter((/** @type {any} */ one) => one.till === till.state.session.till);
}

/** A till with a sale or refund that has not ended opens on it. */
async function openOnUnresolved() {
  const { openSales, openRefunds } = till.state;
  // A sale that was held goes on waiting while the next customer is served.
  const served = till.state.cart?.lines.length > 0;
  const waiting = openSales.find((sale) => sale.attempt) ?? (served ? undefined : openSales.find((sale) => !sale.forgotten) ?? openSales[0]);
  const refund = openRefunds.find((one) => one.attempt) ?? openRefunds[0];
  if (waiting) {
    till.set({ view: 'tender', sale: waiting, attempt: null });
    if (waiting.attempt) void showAttempt(waiting.attempt);
  } else if (refund) {
    till.set({ view: 'refund', refund, attempt: null });
    if (refund.attempt) void showAttempt(refund.attempt);
  } else {
    till.set({ view: till.state.shift ? 'sale' : 'shift' });
  }
}

/** @type {Set<string>} */ const changed = new Set();

/** A burst of changes is read once; a card payment at once. @param {string[]} what */
function soon(what) {
  if (what.includes('attempt')) void refresh(['attempt']);
  if (changed.size === 0) {
    setTimeout(() => {
      const all = [...changed];
      changed.clear();
      void refresh(all);
    }, SETTLE_MS);
  }
  for (const one of what) if (one !== 'attempt') changed.add(one);
}

/** Reads again what changed. @param {string[]} what */
export async function refresh(what) {
  if (!till.state.session || till.state.taken) return;
  const at = encodeURIComponent(till.state.session.till);
  const reads = {
    cart: async () => {
      if (till.cartBusy) return;
      const [cart, parked] = await Promise.all([till.api.get(`/tills/${at}/cart`), till.api.get(`/tills/${at}/parked`)]);
      till.state.parked = parked.items.length;
      if (!till.cartBusy) takeCart(cart);
    },
    sale: readSales,
    last: readLast,
    attempt: watchAttempt,
    shift: async () => till.set({ shift: (await till.api.get(`/shifts?open=true&till=${at}`)).items[0] ?? null }),
    // The devices and head office are the real day's: training has neither.
    status: async () => till.set({ status: till.api.training ? null : await till.api.get('/status') }),
    keys: async () => till.set({ quickKeys: (await till.api.get('/quick-keys')).items }),
  };
  const asked = [...new Set(what)].filter((one) => one in reads).map((one) => reads[/** @type {keyof typeof reads} */ (one)]());
  for (const result of await Promise.allSettled(asked)) {
    if (result.status === 'rejected') till.refused(result.reason);
  }
}

/** What this till sold last: the page may have been loaded anew while the change was being handed out. */
async function readLast() {
  const newest = (await latest(LOOK_BACK)).find((one) => one.kind === 'sale');
  till.set({ last: newest ? await open(newest) : null });
}

let salesReads = 0;

async function readSales() {
  const mine = ++salesReads;
  const [openSales, openRefunds] = await Promise.all(['sales', 'refunds'].map(openHere));
  // One that was begun later knows more.
  if (mine !== salesReads) return;
  till.set({ openSales, openRefunds });
  await readShownRefund();
  const shown = till.state.sale;
  if (!shown || shown.state === 'COMPLETED' || shown.state === 'ABORTED') return;
  const now = openSales.find((/** @type {any} */ sale) => sale.sale === shown.sale) ?? (await till.api.get(`/sales/${shown.sale}`));
  if (till.state.sale?.sale !== now.sale) return;
  const busy = till.busy(`pay-${now.sale}`);
  const gone = busy ? null : neverCame(shown, now, till.state.attempt);
  if (gone) void tellGone(gone);
  const late = busy ? null : cameLate(shown, now, till.state.attempt);
  if (!late) {
    // Somebody else has ended it, e.g. in another window; what this page does itself brings its own answer.
    const ended = now.state === 'COMPLETED' || now.state === 'ABORTED';
    if (ended && !till.state.attempt && !busy) takeSale(now);
    else till.set({ sale: now });
    return;
  }
  till.set({ attempt: null });
  takeSale(now);
  play('PAID');
  till.notify('good', t('late.paid', { amount: full(late.amount) }));
}

/** A card tender is not there any more: somebody may have given it back in another window. @param {any} tender */
async function tellGone(tender) {
  const attempt = await till.api.get(`/attempts/${tender.attempt}`).catch(() => null);
  if (!attempt?.attested || attempt.state !== 'NOT_CHARGED') return;
  if (till.state.attempt?.attempt === tender.attempt) till.set({ attempt: null });
  play('NOT_CHARGED');
  till.notify('info', t('late.gone', { amount: full(tender.amount) }));
}

async function readShownRefund() {
  const shown = till.state.refund;
  if (!shown || shown.state === 'COMPLETED' || shown.state === 'ABORTED' || till.busy(`refund-${shown.refund}`)) return;
  const now = till.state.openRefunds.find((refund) => refund.refund === shown.refund) ?? (await till.api.get(`/refunds/${shown.refund}`));
  if (till.state.refund?.refund !== now.refund) return;
  const late = till.busy(`refund-${now.refund}`) ? null : cameLate(shown, now, till.state.attempt);
  till.set(late ? { refund: now, attempt: null } : { refund: now });
  if (late) till.notify('good', t('late.back', { amount: full(late.amount) }));
}
