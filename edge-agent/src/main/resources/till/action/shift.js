// The day at the drawer: opening, cash in and out, counting, reports.
import { Refusal } from '../api.js';
import { till } from '../till.js';
import { bare, t } from '../words.js';
import { tellPrinted } from './receipts.js';

/** @param {number} float minor units */
export function openShift(float) {
  const { session } = till.state;
  return till.intend('shift', async () => {
    const opening = { till: session.till, operator: session.operator, openingFloat: till.money(float) };
    const shift = await till.api.command('/shifts', opening).catch((refusal) => openOnADate(opening, refusal));
    if (shift) till.set({ shift, view: 'sale', report: null });
  });
}

/** Two clocks tell different days: the cashier knows which it is. @param {any} opening @param {unknown} refusal */
async function openOnADate(opening, refusal) {
  if (!(refusal instanceof Refusal) || refusal.code !== 'business-date-unclear') throw refusal;
  const answer = await till.ask('date', { title: t('date.title'), text: t('date.text'), days: refusal.message.match(/\d{4}-\d\d-\d\d/g) ?? [] });
  return answer && till.api.command('/shifts', { ...opening, businessDate: answer.date });
}

/** @param {string} kind PAY_IN, PAY_OUT, SAFE_DROP or BANK_DEPOSIT */
export async function moveCash(kind) {
  const answer = await till.ask('cash', { kind });
  if (!answer) return;
  await till.intend('shift', async () => {
    till.set({ shift: await till.api.command(`/shifts/${till.state.shift.shift}/cash`, { kind, ...answer }) });
    till.notify('good', t(`cash.done.${kind}`, { amount: bare(answer.amount) }));
  });
}

export async function noSale() {
  const answer = await till.ask('reason', { title: t('shift.noSale'), text: t('shift.noSaleText'), reasons: 'no-sale' });
  if (answer) {
    await till.intend('shift', async () => {
      till.set({ shift: await till.api.command(`/shifts/${till.state.shift.shift}/no-sale`, { reason: answer.reason }) });
      till.notify('good', t('shift.drawerOpen'));
    });
  }
}

export function showX() {
  return till.intend('report', async () => till.set({ report: { shift: till.state.shift.shift, ...(await till.api.get(`/shifts/${till.state.shift.shift}/x`)) } }));
}

/** Closes it with what was counted, and shows the Z. @param {number | null} counted minor units */
export function closeShift(counted) {
  const { shift } = till.state;
  return till.intend('shift', async () => {
    const closed = await till.api.command(`/shifts/${shift.shift}/close`, counted === null ? {} : { countedCash: till.money(counted) });
    const z = closed.z ?? (await till.api.get(`/shifts/${shift.shift}/z`));
    till.set({ shift: null, report: { kind: 'Z', ...z, shift: shift.shift }, view: 'shift' });
    return true;
  });
}

export function printReport() {
  const { report } = till.state;
  return till.intend('print-report', async () => {
    tellPrinted(await till.api.command(`/shifts/${report.shift}/${report.kind === 'Z' ? 'z' : 'x'}/print`));
  });
}

/** Closes the card terminal's day. */
export function endOfDay() {
  const terminal = till.place?.terminal;
  return till.intend('end-of-day', async () => {
    let closing = await till.api.command(`/terminals/${encodeURIComponent(terminal)}/end-of-day`);
    while (closing.state === 'RUNNING') closing = await till.api.get(`/end-of-days/${closing.id}?wait=15`);
    till.notify(closing.state === 'CLOSED' ? 'good' : 'bad', t(`endOfDay.${closing.state}`, { detail: closing.detail ?? '' }));
  });
}
