import { ask, Refusal } from './api.js';
import { h, showUnseen } from './dom.js';
import { explanationBlock, summaryOf } from './explanation.js';
import { sectionElement } from './list-section.js';
import { hrefOf } from './location.js';
import { morph } from './morph.js';

/** @typedef {import('./api.js').ExplainAnswer} ExplainAnswer */

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/**
 * The box that says what becomes of a request. What is asked stands in the address, so that an answer can be linked to;
 * it follows the server as lists do.
 * @returns {import('./list-section.js').Section}
 */
export function explainSection() {
  const method = /** @type {HTMLInputElement} */ (
    h('input', {
      id: 'explain-method',
      value: 'GET',
      list: 'explain-methods',
      maxlength: 256,
      autocomplete: 'off',
    })
  );
  const url = /** @type {HTMLInputElement} */ (
    h('input', {
      id: 'explain-url',
      type: 'text',
      inputmode: 'url',
      required: '',
      maxlength: 8192,
      autocomplete: 'off',
      spellcheck: 'false',
      placeholder: 'https://shop.example/cart?id=1',
    })
  );
  const headers = /** @type {HTMLTextAreaElement} */ (
    h('textarea', { id: 'explain-headers', rows: 2, spellcheck: 'false', placeholder: 'Name: value' })
  );
  const instance = /** @type {HTMLInputElement} */ (
    h('input', {
      id: 'explain-instance',
      maxlength: 100,
      autocomplete: 'off',
      placeholder: 'all that have the host',
    })
  );
  const form = h(
    'form',
    { 'aria-label': 'Request to explain' },
    h(
      'div',
      { class: 'bar' },
      field('explain-method', 'Method', method, 'short'),
      field('explain-url', 'URL', url, 'long'),
      field('explain-instance', 'Instance', instance, 'short'),
    ),
    h(
      'div',
      { class: 'bar' },
      field('explain-headers', 'Headers, one a line', headers, 'half'),
      h('button', { type: 'submit' }, 'Explain'),
    ),
    h('datalist', { id: 'explain-methods' }, ...methods.map((value) => h('option', { value }))),
  );
  const summary = h('p', { class: 'summary', role: 'status' });
  const content = h('div', { class: 'stack' });

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const asked = new URLSearchParams({ method: method.value, url: url.value, instance: instance.value });
    for (const text of headers.value.split('\n')) if (text.trim() !== '') asked.append('header', text.trim());
    // The same question once more changes no address; its answer is renewed anyway.
    window.location.hash = hrefOf('explain', asked);
  });

  return {
    name: 'explain',
    title: 'Explain a URL',
    search: url,
    element: sectionElement(
      'explain',
      'Explain a URL',
      h(
        'p',
        {},
        'What becomes of a request: who takes it, who does not and why, and where it goes. Nothing is sent.',
      ),
      form,
      summary,
      content,
    ),
    enter(query) {
      method.value = query.get('method') ?? 'GET';
      url.value = query.get('url') ?? '';
      instance.value = query.get('instance') ?? '';
      headers.value = query.getAll('header').join('\n');
    },
    async refresh({ query, signal }) {
      const fresh = new DocumentFragment();
      if ((query.get('url') ?? '') === '') {
        summary.textContent = '';
      } else {
        /** @type {ExplainAnswer | Refusal} */
        const answer = await ask('/api/explain', query, signal).catch(refusal);
        if (answer instanceof Refusal) say(`Cannot be explained: ${answer.message}`);
        else {
          say(summaryOf(answer));
          for (const note of answer.notes) fresh.append(h('p', { class: 'note' }, showUnseen(note)));
          fresh.append(...answer.explanations.map(explanationBlock));
        }
      }
      morph(content, fresh);
    },
  };

  /** @param {string} text */
  function say(text) {
    const seen = showUnseen(text);
    if (summary.textContent !== seen) summary.textContent = seen;
  }
}

/** @param {unknown} error */
function refusal(error) {
  if (error instanceof Refusal) return error;
  throw error;
}

/**
 * @param {string} id
 * @param {string} label
 * @param {HTMLElement} input
 * @param {'half' | 'long' | 'short'} width
 */
function field(id, label, input, width) {
  return h('div', { class: `field ${width}` }, h('label', { for: id }, label), input);
}
