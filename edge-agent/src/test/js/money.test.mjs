import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decimal, denominations, formatMinor, formatQuantity, formatRate, leastUnlikelyChange, likelyCash, minus, money, parseDecimal, parsePad } from '../../main/resources/till/money.js';

test('an amount is read as it was written, never through a fraction', () => {
  const rows = [
    ['12.40', 1240], ['12,40', 1240], ['12,4', 1240], ['12', 1200], ['12.', 1200], ['.5', 50], [',05', 5], ['0', 0], ['1.29', 129], ['4.35', 435], ['1.234,50', 123450], ['1,234.50', 123450],
    ['1 234,50', 123450], ['1’234.50', 123450], ['9999999999.99', 999999999999],
  ];
  for (const [text, minor] of rows) assert.equal(parseDecimal(text, 2), minor, text);
});

test('what could be read in two ways, or is no amount, is refused', () => {
  for (const text of ['', ' ', '.', ',', '1.234', '1,234', '12.405', '-5', '1e3', '0x10', 'abc', '1.2.3', '1,23,4', '1.234.50', '12.40 EUR', '99999999999.99', '١٢']) {
    assert.equal(parseDecimal(text, 2), null, text);
  }
});

test('a currency has as many decimals as it has', () => {
  assert.equal(parseDecimal('1240', 0), 1240);
  assert.equal(parseDecimal('12.4', 0), null);
  assert.equal(parseDecimal('1.234', 3), 1234);
  assert.equal(decimal(1234, 3), '1.234');
  assert.equal(decimal(1234, 0), '1234');
});

test('digits on the pad are minor units until there is a point', () => {
  assert.equal(parsePad('', 2), null);
  assert.equal(parsePad('1240', 2), 1240);
  assert.equal(parsePad('20.', 2), 2000);
  assert.equal(parsePad('20.5', 2), 2050);
  assert.equal(parsePad('20.555', 2), null);
});

test('an amount is written with all its decimals, also below one and below zero', () => {
  for (const [minor, text] of [[0, '0.00'], [5, '0.05'], [-5, '−0.05'], [123456789, '1,234,567.89'], [100, '1.00']]) assert.equal(formatMinor(minor, 2, 'en-GB'), text);
  assert.equal(formatMinor(123450, 2, 'de-DE'), '1.234,50');
});

test('every amount that is written can be read back', () => {
  for (let minor = 0; minor < 200_000; minor += 37) {
    assert.equal(parseDecimal(decimal(minor, 2), 2), minor);
    assert.equal(parseDecimal(formatMinor(minor, 2, 'de-DE'), 2), minor);
  }
});

test('a fraction of a cent is a bug and throws', () => {
  assert.throws(() => money(0.1 + 0.2, 'EUR'), RangeError);
  assert.throws(() => minus(money(1, 'EUR'), money(1, 'CHF')), RangeError);
  assert.deepEqual(minus(money(500, 'EUR'), money(120, 'EUR')), money(380, 'EUR'));
});

test('quantities and rates are written as a cashier reads them', () => {
  assert.equal(formatQuantity(3000, 'en-GB'), '3');
  assert.equal(formatQuantity(250, 'en-GB', true), '0.250');
  assert.equal(formatRate(1900, 'en-GB'), '19\u00a0%');
  assert.equal(formatRate(550, 'de-DE'), '5,5\u00a0%');
});

test('the likely sums begin with the exact one and grow to the next notes', () => {
  assert.deepEqual(likelyCash(1240, 'EUR', 2), [1240, 1500, 2000, 5000, 10000]);
  assert.equal(likelyCash(5000, 'EUR', 2)[0], 5000);
  assert.deepEqual(likelyCash(0, 'EUR', 2), []);
  for (let due = 1; due < 30_000; due += 73) assert.ok(likelyCash(due, 'EUR', 2).every((sum) => sum >= due), String(due));
});

test('denominations fall, in every currency', () => {
  for (const [currency, digits] of [['EUR', 2], ['CHF', 2], ['GBP', 2], ['USD', 2], ['SEK', 2], ['JPY', 0], ['KWD', 3]]) {
    const all = denominations(currency, digits);
    assert.ok(all.every((worth, index) => Number.isInteger(worth) && worth > 0 && (index === 0 || worth < all[index - 1])), currency);
  }
});

test('an article number typed as cash gives change that nobody gets, a large note does not', () => {
  for (const currency of ['EUR', 'USD', 'SEK']) assert.ok(400638133393 - 1240 >= leastUnlikelyChange(currency, 2), currency);
  assert.ok(50_000 - 1 < leastUnlikelyChange('EUR', 2));
  assert.ok(100_000 - 5 < leastUnlikelyChange('CHF', 2));
  assert.ok(500_000 - 2000 < leastUnlikelyChange('VND', 0), 'a note of 500,000');
  assert.ok(10_000 - 1 < leastUnlikelyChange('JPY', 0));
});
