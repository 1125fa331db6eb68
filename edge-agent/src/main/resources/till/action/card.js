// A card payment on the screen: followed until the agent knows how it ended. What it says is what the agent says, never a guess.
import { play } from '../sound.js';
import { till } from '../till.js';
import { full, t } from '../words.js';

/** Card payments that were put on hold: attempt -> sale or refund. @type {Map<string, string>} */
const onHold = new Map();
/** @type {AbortController | null} */ let following = null;

/** @param {any} attempt */
export const ended = (attempt) => attempt.state === 'PAID' || attempt.state === 'NOT_CHARGED';

/** Puts this attempt on the screen and follows it. @param {string} id */
export async function showAttempt(id) {
  following?.abort();
  const mine = new AbortController();
  following = mine;
  onHold.delete(id);
  try {
    for (let wait = 0; !mine.signal.aborted; wait = 15) {
      const attempt = await till.api.get(`/attempts/${id}${wait ? `?wait=${wait}` : ''}`, mine.signal);
      if (mine.signal.aborted) return;
      await take(attempt);
      if (ended(attempt)) return;
    }
  } catch (failure) {
    if (!mine.signal.aborted) till.refused(failure);
  }
}

/** The agent said that some card payment moved on. */
export async function watchAttempt() {
  const { attempt } = till.state;
  if (attempt && !ended(attempt)) await take(await till.api.get(`/attempts/${attempt.attempt}`));
  await Promise.all([...onHold.keys()].map(watchHeld));
}

/** @param {any} attempt */
async function take(attempt) {
  const before = till.state.attempt;
  if (before && before.attempt === attempt.attempt && ended(before)) return;
  const moved = before?.attempt !== attempt.attempt || before?.state !== attempt.state;
  till.set({ attempt });
  if (!moved) return;
  play(attempt.state);
  if (!ended(attempt)) return;
  if (attempt.refund) till.set({ refund: await till.api.get(`/refunds/${attempt.refund}`) });
  else takeSale(await till.api.get(`/sales/${attempt.sale}`));
}

/** Where the money stands now decides what is on the screen. @param {any} sale */
export function takeSale(sale) {
  const open = sale.state !== 'COMPLETED' && sale.state !== 'ABORTED';
  const others = till.state.openSales.filter((one) => one.sale !== sale.sale);
  till.set({ sale, openSales: open ? [...others, sale] : others });
  if (sale.state === 'COMPLETED') till.set({ view: 'paid', entry: '', last: sale });
  if (sale.state === 'ABORTED') till.set({ view: 'sale', sale: null, attempt: null, entry: '' });
}

/** @param {string} id */
async function watchHeld(id) {
  const attempt = await till.api.get(`/attempts/${id}`);
  if (!ended(attempt) || !onHold.delete(id)) return;
  play(attempt.state);
  till.notify(attempt.state === 'PAID' ? 'good' : 'bad', t(`${(attempt.kind ?? 'CHARGE') === 'CHARGE' ? 'held' : 'heldBack'}.${attempt.state}`, { amount: full(attempt.requested) }));
}

/** The payment goes on being checked; the next customer can be served. */
export function hold() {
  const { attempt } = till.state;
  following?.abort();
  if (attempt) onHold.set(attempt.attempt, attempt.refund ?? attempt.sale);
  till.set({ view: 'sale', sale: null, refund: null, attempt: null, entry: '' });
}

/** Back to a sale that has not ended. @param {any} sale */
export function resume(sale) {
  till.set({ view: 'tender', sale, attempt: null, entry: '' });
  if (sale.attempt) void showAttempt(sale.attempt);
}

/** Asks the terminal to stop. What became of the payment is what the attempt says, not this. */
export function cancel() {
  const id = till.state.attempt.attempt;
  return till.intend(`cancel-${id}`, async () => {
    await till.api.command(`/attempts/${id}/abort`);
    // The terminal decides, and may take its time: until it has, nothing is known.
    till.notify('info', t('card.stopAsked'));
  });
}

/** A person says what the terminal shows. */
export async function attest() {
  const { attempt } = till.state;
  const answer = await till.ask('attest', { attempt });
  if (!answer) return;
  await till.intend(`attest-${attempt.attempt}`, async () => {
    await till.api.command(`/attempts/${attempt.attempt}/attest`, { moved: answer.moved });
    await take(await till.api.get(`/attempts/${attempt.attempt}`));
  });
}

/** The ended attempt has been read: the money screen comes back. */
export function readAttempt() {
  till.set({ attempt: null });
}
