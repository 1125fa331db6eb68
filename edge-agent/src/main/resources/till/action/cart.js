// What a cashier does to the cart. Every command waits for the one before it and has a key of its own.
import { takeSale } from './card.js';
import { parseQuantityOf } from './quantity.js';
import { openScanned, refuseScanned, scanned } from './receipts.js';
import { receiptsOf } from '../scan.js';
import { play } from '../sound.js';
import { till } from '../till.js';
import { explain, full, t } from '../words.js';

/** @param {string} [rest] */
export const cartPath = (rest = '') => `/tills/${encodeURIComponent(till.state.session.till)}/cart${rest}`;

/** A newer cart, made of the older one's lines where they are the same: only what changed is drawn. @param {any} cart */
export function takeCart(cart) {
  const before = new Map((till.state.cart?.lines ?? []).map((/** @type {any} */ line) => [line.line, line]));
  const lines = cart.lines.map((/** @type {any} */ line) => (JSON.stringify(before.get(line.line)) === JSON.stringify(line) ? before.get(line.line) : line));
  till.set({ cart: { ...cart, lines }, lastLine: cart.added ?? till.state.lastLine });
}

/** @param {string} rest @param {object} body @returns {Promise<any>} */
function change(rest, body) {
  return till.cartLane.add(async () => {
    const cart = await till.api.command(cartPath(rest), body);
    takeCart(cart);
    return cart;
  });
}

/** A code from the scanner or the pad. Never in the way of the next one. One that no article has may be a receipt's: the sale to give back from. @param {string} code @param {string} [places] */
export async function addCode(code, places) {
  const quantityThousandths = takeTimes();
  await addCounted({ code, ...(quantityThousandths === null ? {} : { quantityThousandths }) }, places);
}

/** An article that is known, from a key or the search. @param {any} article */
export async function addArticle(article) {
  const times = takeTimes();
  /** @type {any} */ const body = { code: article.sku };
  if (times !== null) body.quantityThousandths = times;
  if (article.unit === 'kg' && times === null) {
    const weight = await till.ask('weight', { article });
    if (!weight) return;
    body.quantityThousandths = weight;
  }
  if (article.openPrice) {
    const price = await till.ask('price', { article });
    if (!price) return;
    body.unitPrice = price;
  }
  await add(body);
}

/** @param {any} body @param {string} [places] */
async function add(body, places) {
  try {
    await change('/lines', body);
    play('scan');
  } catch (failure) {
    await explainAdding(body, failure, places);
  }
}

/** @param {any} body @param {string} [places] */
async function addCounted(body, places) {
  till.set({ scansWaiting: till.state.scansWaiting + 1 });
  try {
    await add(body, places);
  } finally {
    till.set({ scansWaiting: till.state.scansWaiting - 1 });
  }
}

/** @param {any} body @param {any} failure @param {string} [places] */
async function explainAdding(body, failure, places) {
  if (failure.code === 'no-such-article') {
    await explainUnknown(body.code, places);
    return;
  }
  if ((failure.code === 'price-not-valid' || failure.code === 'quantity-not-valid') && body.unitPrice === undefined) {
    const article = await till.api.get(`/articles/${encodeURIComponent(body.code)}`).catch(() => null);
    if (article?.openPrice || (article?.unit === 'kg' && body.quantityThousandths === undefined)) {
      if (body.quantityThousandths !== undefined) till.set({ times: body.quantityThousandths });
      await addArticle({ ...article, sku: body.code });
      return;
    }
  }
  till.refused(failure);
}

/** @param {string} code @param {string} [places] */
async function explainUnknown(code, places) {
  try {
    if (await openScanned(code, places)) return;
    play('refused');
    till.notify('bad', t(receiptsOf(code).length > 0 ? 'cart.unknownReceipt' : 'cart.unknown', { code }));
  } catch (failure) {
    till.refused(failure);
  }
}

function takeTimes() {
  const { times } = till.state;
  if (times !== null) till.set({ times: null });
  return times;
}

/** What stands on the pad becomes the quantity of the next article. */
export function takeEntryAsQuantity() {
  const times = parseQuantityOf(till.state.entry);
  if (times === null) till.notify('bad', t('pad.noQuantity'));
  till.set({ entry: '', times });
}

/** @param {string} name @param {string} rest @param {object} [body] */
export function act(name, rest, body = {}) {
  return till.intend(name, () => change(rest, body));
}

/** @param {any} line */
export async function editLine(line) {
  const result = await till.ask('line', { line: line.line });
  if (result?.remove) await act(`line-${line.line}`, `/lines/${line.line}/remove`);
  else if (result) await act(`line-${line.line}`, `/lines/${line.line}`, result);
}

/** @param {any} line @param {number} thousandths */
export function setQuantity(line, thousandths) {
  return thousandths <= 0 ? act(`line-${line.line}`, `/lines/${line.line}/remove`) : act(`line-${line.line}`, `/lines/${line.line}`, { quantityThousandths: thousandths });
}

export async function discountCart() {
  const discount = await till.ask('discount', { title: t('discount.cart'), base: till.state.cart.total, removable: Boolean(till.state.cart.cartDiscount) });
  if (discount) await act('cart-discount', '/discount', discount);
}

export async function sellVoucher() {
  const voucher = await till.ask('voucher-sell');
  if (voucher) await act('cart-voucher', '/vouchers', voucher);
}

export async function park() {
  const answer = await till.ask('park');
  if (!answer) return;
  const done = await act('park', '/park', answer.label ? { label: answer.label } : {});
  if (done) till.set({ parked: till.state.parked + 1, lastLine: 0 });
}

export async function recall() {
  const answer = await till.ask('parked');
  if (answer) {
    const done = await act('recall', '/recall', { cart: answer.cart });
    if (done) till.set({ parked: Math.max(0, till.state.parked - 1), view: 'sale' });
  }
}

export async function voidCart() {
  const answer = await till.ask('reason', { title: t('cart.void'), text: t('cart.voidText', { total: full(till.state.cart.total) }), reasons: 'void', danger: true });
  if (answer) await act('void', '/void', { reason: answer.reason });
}

/** On to the money. */
export async function checkout() {
  if (!till.state.cart?.lines?.length) return;
  await till.intend('checkout', async () => {
    const sale = await till.cartLane.add(() => till.api.command(cartPath('/checkout')));
    till.set({ attempt: null, view: 'tender', cart: emptyCart(), lastLine: 0, entry: '', times: null });
    takeSale(sale);
  }, (/** @type {any} */ failure) => (failure?.code === 'amount-not-valid' ? t('again.tooLittle') : explain(failure)));
}

export function emptyCart() {
  const none = till.money(0);
  return { cart: null, till: till.state.session.till, state: 'EMPTY', lines: [], taxes: [], total: none, discountTotal: none, items: 0 };
}

/** A scan while money is being taken: the article belongs to this customer if nothing is paid yet. A receipt waits. @param {string} code @param {string} [places] */
export async function addWhilePaying(code, places) {
  if (await scanned(code, places).catch(() => true)) {
    refuseScanned(code);
    return;
  }
  const { sale } = till.state;
  if (sale?.state !== 'OPEN' || sale.tenders.length > 0) {
    play('refused');
    till.notify('bad', t('cart.notWhilePaying', { code }));
    return;
  }
  try {
    await backToCart();
    await addCode(code, places);
  } catch (failure) {
    till.notify('bad', `${t('cart.notWhilePaying', { code })} ${explain(failure)}`);
  }
}

/** Nothing is paid: the sale's lines are a cart again. */
export function backToCart() {
  const { sale } = till.state;
  return till.intentions.once('back-to-cart', async () => {
    await till.cartLane.add(async () => {
      await till.api.command(`/sales/${sale.sale}/back-to-cart`);
      takeCart(await till.api.get(cartPath()));
    });
    till.set({ view: 'sale', sale: null, attempt: null, openSales: till.state.openSales.filter((one) => one.sale !== sale.sale) });
  });
}
