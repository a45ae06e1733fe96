import { html } from './html.js';

/** Nothing is loaded from elsewhere; forms may lead back to the dashboard, which follows a redirect after signing in. */
export const contentSecurityPolicy = ({ dashboardUrl }) =>
  [
    "default-src 'none'",
    "style-src 'self'",
    "script-src 'none'",
    `form-action 'self' ${dashboardUrl}`,
    "base-uri 'none'",
    `frame-ancestors 'self' ${dashboardUrl}`,
  ].join('; ');

/** A whole page around a body. */
export const page = (title, body) =>
  html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · webhost</title>
<link rel="stylesheet" href="/assets/style.css">
</head>
<body>
<main>
<p class="brand" aria-hidden="true"><svg viewBox="0 0 32 32"><rect width="32" height="32" rx="8.5" fill="#4a45d1"/><path d="M7 10l4.2 12L16 12l4.8 10L25 10" fill="none" stroke="#fff" stroke-width="2.6" stroke-linecap="round" stroke-linejoin="round"/></svg>webhost</p>
<h1>${title}</h1>
${body}
</main>
<footer>Local identity provider of this machine</footer>
</body>
</html>
`.toString();

/** What went wrong, read out by screen readers at once. */
export const alert = (message) => message && html`<p class="alert" role="alert">${message}</p>`;

/** A labelled input. `attributes` are name–value pairs; true stands for a bare attribute. */
export const field = ({ id, label, hint, ...attributes }) => html`<div class="field">
<label for="${id}">${label}</label>
<input id="${id}" name="${id}"${hint && html` aria-describedby="${id}-hint"`}${Object.entries(attributes)
    .filter(([, value]) => value !== undefined && value !== false)
    .map(([name, value]) => (value === true ? html` ${name}` : html` ${name}="${value}"`))}>
${hint && html`<p class="hint" id="${id}-hint">${hint}</p>`}
</div>`;
