import { html } from './html.js';
import { alert, page } from './layout.js';

/** An error as a page. */
export const errorText = (message, detail) =>
  page('Something went wrong', html`${alert(message)}${detail && html`<p class="hint">${detail}</p>`}<p class="other">Go back and try again.</p>`);

/** The provider's own errors, as a page for browsers. */
export function errorPage(ctx, out) {
  ctx.type = 'html';
  ctx.body = errorText(out.error_description ?? out.error, out.error_description && out.error);
}
