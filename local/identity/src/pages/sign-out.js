import { html } from './html.js';
import { page } from './layout.js';

/** Asks before signing out, so that no other site can do it with a link. */
export function confirmSignOut(ctx) {
  ctx.body = page(
    'Sign out?',
    html`<form method="post" action="${ctx.oidc.urlFor('end_session_confirm')}">
<input type="hidden" name="xsrf" value="${ctx.oidc.session.state.secret}">
<button type="submit" name="logout" value="yes" autofocus>Yes, sign out</button>
<button type="submit" class="plain">No, stay signed in</button>
</form>`,
  );
}

/** Shown when the client names no page to go back to. */
export function signedOut(ctx) {
  ctx.body = ctx.oidc.client
    ? page('Still signed in', html`<p>You are still signed in. You can close this page.</p>`)
    : page('Signed out', html`<p>You are signed out. You can close this page.</p>`);
}
