const escapes = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

class Html {
  constructor(text) {
    this.text = text;
  }

  toString() {
    return this.text;
  }
}

const render = (value) => {
  if (value instanceof Html) return value.text;
  if (Array.isArray(value)) return value.map(render).join('');
  if (value === undefined || value === null || value === false) return '';
  return String(value).replace(/[&<>"']/g, (character) => escapes[character]);
};

/** A template of HTML: whatever is put in is escaped, unless it is such a template itself. */
export const html = (parts, ...values) =>
  new Html(parts.reduce((text, part, index) => text + part + (index < values.length ? render(values[index]) : ''), ''));
