import { html } from './html.js';
import { page } from './layout.js';

/** What someone sees who opens the provider itself. */
export const homePage = ({ dashboardUrl, issuer }) =>
  page(
    'Local identity',
    html`<p>This is the OpenID provider of the local stack. Accounts are made and used by the applications that sign in here.</p>
<p><a href="${dashboardUrl}">Open the dashboard</a></p>
<p class="hint"><a href="${issuer}/.well-known/openid-configuration">Discovery document</a></p>`,
  );
