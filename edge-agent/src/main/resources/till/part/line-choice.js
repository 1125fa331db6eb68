import { html } from 'lit';
import { formatQuantity } from '../money.js';
import { bare, spoken, t } from '../words.js';
import { parseQuantityOf } from '../action/quantity.js';
import { isWeighed, quantityWords } from './cart.js';

/** How much of each line of a sale comes back, chosen line by line. Tells whoever draws it of every change. */
export class LineChoice {
  /** @param {() => void} changed */
  constructor(changed) {
    this.#changed = changed;
  }

  #changed;
  /** Line to thousandths. @type {Map<number, number>} */ #wanted = new Map();

  /** What was chosen, as the agent wants it. */
  get lines() {
    return [...this.#wanted].filter(([, thousandths]) => thousandths > 0).map(([line, quantityThousandths]) => ({ line, quantityThousandths }));
  }

  /** @param {any} sale */
  render(sale) {
    return html`<ul class="refund-lines">${sale.lines.map((/** @type {any} */ line) => this.#line(sale, line))}</ul>`;
  }

  /** Everything that is left. @param {any} sale */
  all(sale) {
    this.#wanted = new Map(sale.lines.map((/** @type {any} */ line) => [line.line, left(sale, line)]));
    this.#changed();
  }

  /** Never more than is left now. @param {any} sale */
  fit(sale) {
    this.#wanted = new Map(sale.lines.map((/** @type {any} */ line) => [line.line, Math.min(left(sale, line), this.#wanted.get(line.line) ?? 0)]));
    this.#changed();
  }

  /** @param {any} sale @param {any} line */
  #line(sale, line) {
    const rest = left(sale, line);
    const now = this.#wanted.get(line.line) ?? 0;
    const weighed = isWeighed(line);
    const step = weighed ? rest : 1000;
    const put = (/** @type {number} */ thousandths) => {
      this.#wanted = new Map(this.#wanted).set(line.line, Math.max(0, Math.min(rest, thousandths)));
      this.#changed();
    };
    return html`<li class="refund-line" data-off=${rest === 0}>
      <span class="line-words"><span class="line-name">${line.description}</span><span class="line-more">${rest === 0 ? t('refund.nothingLeft') : t('refund.left', { quantity: quantityWords({ ...line, quantityThousandths: rest }), amount: bare({ minor: line.gross.minor - backOf(sale, line) }) })}</span></span>
      <div class="stepper" role="group" aria-label=${t('cart.quantityOf', { line: line.description })}>
        <button type="button" class="step" ?disabled=${now === 0} @click=${() => put(now - step)} aria-label=${t('cart.less')}>−</button>
        <input type="text" class="step-number" inputmode="decimal" aria-label=${t('refund.quantity', { line: line.description })} .value=${formatQuantity(now, spoken().locale, weighed)} ?disabled=${rest === 0} @change=${(/** @type {Event} */ event) => put(parseQuantityOf(/** @type {HTMLInputElement} */ (event.target).value) ?? 0)} />
        <button type="button" class="step" ?disabled=${now >= rest} @click=${() => put(now + step)} aria-label=${t('cart.more')}>+</button>
      </div></li>`;
  }
}

/** What came back of a line so far, in minor units. @param {any} sale @param {any} line */
function backOf(sale, line) {
  return (sale.refunded ?? []).filter((/** @type {any} */ one) => one.line === line.line).reduce((/** @type {number} */ sum, /** @type {any} */ one) => sum + one.gross.minor, 0);
}

/** What of a line has not come back. @param {any} sale @param {any} line */
function left(sale, line) {
  const back = (sale.refunded ?? []).filter((/** @type {any} */ one) => one.line === line.line);
  return back.reduce((/** @type {number} */ rest, /** @type {any} */ one) => rest - one.quantityThousandths, line.quantityThousandths);
}
