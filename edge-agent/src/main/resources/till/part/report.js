import { html, nothing } from 'lit';
import { TillElement } from '../element.js';
import { formatRate } from '../money.js';
import { till } from '../till.js';
import { bare, has, spoken, t, time } from '../words.js';
import { printReport } from '../action/shift.js';
import { icon } from './icons.js';

/** @param {string} words @param {unknown} value @param {string} [kind] */
const row = (words, value, kind = '') => html`<div class="sum-row" data-kind=${kind}><dt>${words}</dt><dd>${value}</dd></div>`;

/** A word of the agent in the cashier's language, or as it came. @param {string} key @param {string} word */
const say = (key, word) => (has(`${key}.${word}`) ? t(`${key}.${word}`) : word);

/** An X or Z report. */
class Report extends TillElement {
  get ready() {
    return till.state.session !== null;
  }

  render() {
    const { report } = till.state;
    if (!report) return nothing;
    const totals = report.totals ?? {};
    return html`<section class="report" aria-labelledby="report-title">
      <h1 id="report-title">${report.kind === 'Z' ? t('report.z', { number: report.number ?? '' }) : t('report.x')}</h1>
      <p class="quiet">${till.state.session.till} · ${time(report.closedAt ?? Date.now(), 'short')}</p>
      ${this.cash(report)}
      <dl>${row(t('report.sales', { count: totals.sales ?? 0 }), totals.salesGross ? bare(totals.salesGross) : nothing, 'strong')}
        ${totals.refunds ? row(t('report.refunds', { count: totals.refunds }), totals.refundsGross ? `−${bare(totals.refundsGross)}` : nothing) : nothing}
        ${totals.discounts?.minor ? row(t('total.discounts'), `−${bare(totals.discounts)}`) : nothing}
        ${totals.tips?.minor ? row(t('report.tips'), bare(totals.tips)) : nothing}
        ${totals.rounding?.minor ? row(t('report.rounding'), bare(totals.rounding)) : nothing}
        ${totals.aborted ? row(t('report.aborted'), totals.aborted) : nothing}
        ${totals.noSales ? row(t('report.noSales'), totals.noSales) : nothing}</dl>
      ${this.group(t('report.taxes'), (totals.salesTaxes ?? []).map((/** @type {any} */ tax) => row(t('report.tax', { rate: formatRate(tax.rate, spoken().locale), net: bare(tax.net) }), bare(tax.tax))))}
      ${this.group(t('report.tenders'), (totals.tenders ?? []).map((/** @type {any} */ one) => row(`${say('tenderKind', one.kind)} (${one.count})`, bare(one.amount))))}
      ${this.group(t('report.cash'), (totals.cash ?? []).map((/** @type {any} */ one) => row(`${say('cashKind', one.kind)} (${one.count})`, bare(one.amount))))}
      ${report.grandTotalSales ? this.group(t('report.grand'), [row(t('report.grandSales'), bare(report.grandTotalSales)), row(t('report.grandRefunds'), bare(report.grandTotalRefunds))]) : nothing}
      <div class="receipt-actions"><button class="action" ?disabled=${till.busy('print-report')} @click=${printReport}>${icon('print')}${t('report.print')}</button>
        <button class="action" @click=${() => till.set({ report: null })}>${t('dialog.close')}</button></div>
    </section>`;
  }

  /** @param {any} report */
  cash(report) {
    const { carried, countedCash, expectedCash, openingFloat } = report;
    if (!expectedCash) return html`<p class="quiet">${t('report.blind')}</p>`;
    const missing = carried ? carried.minor - openingFloat.minor : 0;
    const over = countedCash ? countedCash.minor - expectedCash.minor : 0;
    return html`${countedCash
        ? html`<p class="verdict" data-kind=${over === 0 ? 'good' : 'bad'} role="status">${over === 0 ? t('report.exact') : t(over > 0 ? 'report.over' : 'report.short', { amount: bare({ minor: Math.abs(over) }) })}</p>`
        : nothing}
      ${missing > 0 ? html`<p class="verdict" data-kind="bad">${t('report.shortAtOpening', { amount: bare({ minor: missing }) })}</p>` : nothing}
      <dl>${carried ? row(t('report.carried'), bare(carried)) : nothing}${row(t('report.expected'), bare(expectedCash))}${countedCash ? row(t('report.counted'), bare(countedCash)) : nothing}${report.lifted?.minor ? row(t('report.lifted'), bare(report.lifted)) : nothing}</dl>`;
  }

  /** @param {string} title @param {unknown[]} rows */
  group(title, rows) {
    return rows.length === 0 ? nothing : html`<h2 class="small-title">${title}</h2><dl>${rows}</dl>`;
  }
}
customElements.define('till-report', Report);
