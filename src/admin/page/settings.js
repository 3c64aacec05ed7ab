import { ask } from './api.js';
import { badge, h, quoted } from './dom.js';
import { counted } from './format.js';
import { sectionElement } from './list-section.js';
import { hrefOf, replacePlace } from './location.js';
import { morph } from './morph.js';
import { quiet, table } from './table.js';

/** @typedef {import('./api.js').SettingRow} SettingRow */

/** @type {readonly import('./table.js').Column[]} */
const columns = [
  { title: 'Setting' },
  { title: 'Value', kind: 'wide' },
  { title: 'From' },
  { title: 'A change', kind: 'narrow' },
];

/**
 * There are few settings, and always as many: this list is searched here.
 * @returns {import('./list-section.js').Section}
 */
export function settingSection() {
  const search = /** @type {HTMLInputElement} */ (
    h('input', { id: 'settings-search', type: 'search', autocomplete: 'off', spellcheck: 'false' })
  );
  const form = h(
    'form',
    { class: 'bar', role: 'search', 'aria-label': 'Settings' },
    h('div', { class: 'field' }, h('label', { for: 'settings-search' }, 'Search settings'), search),
  );
  const amount = h('p', { class: 'amount', role: 'status' });
  const content = h('div', { class: 'list' });
  const apply = () => replacePlace(hrefOf('settings', { search: search.value }));
  search.addEventListener('input', apply);
  form.addEventListener('submit', (event) => event.preventDefault());
  return {
    name: 'settings',
    title: 'Settings in force',
    search,
    element: sectionElement('settings', 'Settings in force', form, amount, content),
    enter(query) {
      search.value = query.get('search') ?? '';
    },
    async refresh({ query, signal }) {
      /** @type {readonly SettingRow[]} */
      const all = await ask('/api/settings', new URLSearchParams(), signal);
      const words = (query.get('search') ?? '').toLowerCase().split(/\s+/);
      const rows = all.filter(({ name, text, origin }) => {
        const whole = `${name} ${text} ${origin}`.toLowerCase();
        return words.every((word) => whole.includes(word));
      });
      amount.textContent = counted(rows.length, ['setting', 'settings']);
      const fresh = new DocumentFragment();
      fresh.append(
        rows.length === 0
          ? h('p', { class: 'empty' }, 'Nothing fits. Settings are searched by name, value and origin.')
          : table('Settings in force', columns, rows.map(settingRow)),
      );
      morph(content, fresh);
    },
  };
}

/**
 * @param {SettingRow} row
 * @returns {import('./table.js').TableRow}
 */
function settingRow({ name, text, origin, unit, change, waiting }) {
  return {
    key: name,
    cells: [
      [h('code', {}, name)],
      [quoted(text), unit === undefined || text.endsWith(unit) ? undefined : ` ${unit}`],
      [origin === 'default' ? quiet(origin) : quoted(origin)],
      [
        change === 'hot' ? 'applies at once' : 'needs a restart',
        waiting ? badge('warn', 'another value waits for a restart') : undefined,
      ],
    ],
  };
}
