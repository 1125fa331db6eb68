import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compare, nothingLost } from '../../main/resources/till/action/renewal.js';

const IDLE = { phase: 'ready', reachable: true, training: false, taken: null, dialogs: [], scansWaiting: 0, entry: '', times: null, view: 'sale', cart: { lines: [] }, sale: null, refund: null, attempt: null, openSales: [], openRefunds: [], shift: {}, report: null };

test('a page is old until it was loaded anew for the agent\'s, and stuck if that gave the old one', () => {
  assert.equal(compare('a', 'a', null), 'same');
  assert.equal(compare('a', 'b', null), 'old');
  assert.equal(compare('a', 'b', 'b'), 'stuck');
  assert.equal(compare('b', 'b', 'b'), 'same');
  assert.equal(compare('b', 'c', 'b'), 'old');
});

test('nothing is lost where nobody is served', () => {
  assert.equal(nothingLost(IDLE), true);
  assert.equal(nothingLost({ ...IDLE, view: 'shift', shift: null }), true);
  assert.equal(nothingLost({ ...IDLE, phase: 'sign-in' }), true);
  assert.equal(nothingLost({ ...IDLE, sale: { state: 'COMPLETED' }, view: 'paid', attempt: { state: 'PAID' } }), true, 'the change is seen on the sale screen, too');
});

test('whatever the cashier is about keeps the page', () => {
  for (const [why, change] of Object.entries({
    'a cart': { cart: { lines: [{}] } }, 'a question': { dialogs: [{}] }, 'a sale being paid': { sale: {}, view: 'tender' }, 'a card': { attempt: {} }, 'a sale that was paid while its cart was not': { sale: { state: 'PART_PAID' }, view: 'paid' }, 'a sale on hold behind a paid one': { sale: { state: 'COMPLETED' }, view: 'paid', openSales: [{}] },
    'a refund': { refund: {}, view: 'refund' }, 'a sale on hold': { openSales: [{}] }, 'a refund on hold': { openRefunds: [{}] }, 'a number half typed': { entry: '12' }, 'a quantity': { times: 2000 },
    'a scan on its way': { scansWaiting: 1 }, 'a receipt looked at': { view: 'receipts' }, 'a drawer counted': { view: 'shift' }, 'a Z report': { view: 'shift', shift: null, report: {} },
    'a box that is away': { reachable: false }, 'somebody else at the till': { taken: { by: 'Ben' } }, 'a start': { phase: 'starting' }, 'training, before anybody signs in': { phase: 'sign-in', training: true },
  })) assert.equal(nothingLost({ ...IDLE, ...change }), false, why);
});
