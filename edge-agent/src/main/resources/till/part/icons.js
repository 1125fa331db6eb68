// Line icons, 24 units square, drawn for this page.
import { html, svg } from 'lit';

const PATHS = {
  card: svg`<rect x="2.5" y="5" width="19" height="14" rx="2.5"/><path d="M2.5 10h19M6 15h4"/>`,
  check: svg`<path d="M4.5 12.5l5 5 10-11"/>`,
  cross: svg`<path d="M6 6l12 12M18 6L6 18"/>`,
  clock: svg`<circle cx="12" cy="12" r="9"/><path d="M12 7v5l3.5 2"/>`,
  cash: svg`<rect x="2.5" y="6" width="19" height="12" rx="2"/><circle cx="12" cy="12" r="2.6"/><path d="M6 9.5v5M18 9.5v5"/>`,
  voucher: svg`<path d="M3 7h18v3.2a1.8 1.8 0 0 0 0 3.6V17H3v-3.2a1.8 1.8 0 0 0 0-3.6zM14 7v10" />`,
  search: svg`<circle cx="10.5" cy="10.5" r="6.5"/><path d="M15.5 15.5L21 21"/>`,
  back: svg`<path d="M11 5l-7 7 7 7M4 12h16"/>`,
  erase: svg`<path d="M8 5h13v14H8l-6-7zM12 9.5l5 5M17 9.5l-5 5"/>`,
  print: svg`<path d="M7 9V3.5h10V9M7 17H3.5V9h17v8H17M7 14h10v6.5H7z"/>`,
  person: svg`<circle cx="12" cy="8" r="4"/><path d="M4 21c.8-4.4 4-6.5 8-6.5s7.200 2.100 8 6.500"/>`,
  park: svg`<path d="M9 5v14M15 5v14"/>`,
  list: svg`<path d="M6 3h12v18l-3-2-3 2-3-2-3 2zM9 8h6M9 12h6"/>`,
  drawer: svg`<path d="M3 12h18v7H3zM5 12V5h14v7M10 15.500h4"/>`,
  offline: svg`<path d="M3 3l18 18M5 12.500a10 10 0 0 1 4-2.300M19 12.500a10 10 0 0 0-5-2.700M8.500 16a5 5 0 0 1 7 0M12 19.500h.01"/>`,
  sound: svg`<path d="M4 9.500v5h3.500L12 18.500v-13L7.500 9.500zM16 9a4.200 4.200 0 0 1 0 6M18.500 6.500a8 8 0 0 1 0 11"/>`,
  quiet: svg`<path d="M4 9.500v5h3.500L12 18.500v-13L7.500 9.500zM16 9.500l5 5M21 9.500l-5 5"/>`,
  help: svg`<circle cx="12" cy="12" r="9"/><path d="M9.500 9.500a2.600 2.600 0 1 1 3.800 2.300c-.9.5-1.300 1-1.300 2M12 16.800h.01"/>`,
  percent: svg`<path d="M18 6L6 18"/><circle cx="7.500" cy="7.500" r="2.500"/><circle cx="16.500" cy="16.500" r="2.500"/>`,
  trash: svg`<path d="M4 7h16M9 7V4h6v3M6.500 7l1 13h9l1-13M10 11v5M14 11v5"/>`,
  edit: svg`<path d="M4 20l1-4L16 5l3 3L8 19zM14 7l3 3"/>`,
  screen: svg`<circle cx="12" cy="12" r="4"/><path d="M12 2.500v2M12 19.500v2M2.500 12h2M19.500 12h2M5.300 5.300l1.400 1.400M17.300 17.300l1.400 1.400M18.700 5.300l-1.400 1.400M6.700 17.300l-1.400 1.400"/>`,
  plus: svg`<path d="M12 5v14M5 12h14"/>`,
  less: svg`<path d="M5 12h14"/>`,
  download: svg`<path d="M12 4v11M7.500 11l4.500 4.500 4.500-4.500M4 19.500h16"/>`,
  lock: svg`<rect x="5" y="11" width="14" height="9.500" rx="2"/><path d="M8 11V7.500a4 4 0 0 1 8 0V11"/>`,
  refund: svg`<path d="M4 9h11a5 5 0 0 1 0 10H8M8 5L4 9l4 4"/>`,
  coin: svg`<circle cx="12" cy="12" r="8.500"/><path d="M9 12h6M12 9v6"/>`,
};

/** For the eye only: the words stand beside it. @param {keyof typeof PATHS} name */
export function icon(name) {
  return html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">${PATHS[name]}</svg>`;
}
