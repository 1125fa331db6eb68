import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cameLate, neverCame } from '../../main/resources/till/late.js';

const cash = { kind: 'cash', amount: 200 };
const card = { kind: 'card', amount: 500, attempt: 'a' };
const sale = (...tenders) => ({ sale: 's', tenders });

test('a card payment that is there without having been asked for came late', () => {
  assert.equal(cameLate(sale(cash), sale(cash, card), null), card);
  assert.equal(cameLate(sale(cash), sale(cash, card), { state: 'NOT_CHARGED' }), card);
});

test('one that runs, or that the sale waits for, is told by its own screen', () => {
  assert.equal(cameLate(sale(cash), sale(cash, card), { state: 'CHECKING' }), null);
  assert.equal(cameLate({ ...sale(cash), attempt: 'a' }, sale(cash, card), null), null);
});

test('one that is not there any more was never paid', () => {
  assert.equal(neverCame(sale(cash, card), sale(cash), null), card);
  assert.equal(neverCame(sale(cash, card), sale(cash), { kind: 'CHARGE', attempt: 'b', state: 'ASK' }), card);
  assert.equal(neverCame(sale(card), sale(), { attempt: 'a', state: 'PAID' }), card);
});

test('what an attempt of its own gives back, and cash, is not', () => {
  assert.equal(neverCame(sale(cash, card), sale(cash), { kind: 'REVERSAL', attempt: 'c', state: 'ASK' }), null);
  assert.equal(neverCame(sale(cash, card), sale(card), null), null);
  assert.equal(neverCame(sale(cash, card), sale(cash, card), null), null);
});
