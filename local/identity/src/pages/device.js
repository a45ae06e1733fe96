import { html } from './html.js';
import { alert, field, page } from './layout.js';

const action = (ctx) => ctx.oidc.urlFor('code_verification');
const secret = (ctx) => ctx.oidc.session.state.secret;
const clientName = (ctx) => ctx.oidc.client.clientName ?? ctx.oidc.client.clientId;

const problems = {
  NoCodeError: 'Enter the code that your terminal shows.',
  NotFoundError: 'That code is not known. Check it against your terminal.',
  ExpiredError: 'That code has expired. Ask for a new one in your terminal.',
  AlreadyUsedError: 'That code was used already. Ask for a new one in your terminal.',
  AbortedError: 'The sign-in was refused. You can close this page.',
};

/** Asks for the code that a terminal shows (RFC 8628). The provider has prepared the session's secret. */
export function enterCode(ctx, _form, _out, error) {
  ctx.body = page(
    'Connect a device',
    html`<p>Enter the code that your terminal shows.</p>
${alert(error && (problems[error.name] ?? 'The sign-in could not go on. Ask for a new code in your terminal.'))}
<form method="post" action="${action(ctx)}" novalidate>
<input type="hidden" name="xsrf" value="${secret(ctx)}">
${field({
  id: 'user_code', label: 'Code', type: 'text', value: error?.userCode, class: 'code', autocomplete: 'off', autocapitalize: 'characters',
  spellcheck: 'false', maxlength: 16, autofocus: true,
})}
<button type="submit">Continue</button>
</form>`,
  );
}

/** Shows the code once more and asks whether it is the one in the terminal. */
export function confirmCode(ctx, _form, _client, _device, userCode) {
  ctx.body = page(
    'Confirm the device',
    html`<p>${clientName(ctx)} wants to sign in. Go on only if your terminal shows this code:</p>
<p class="code">${userCode}</p>
<form method="post" action="${action(ctx)}">
<input type="hidden" name="xsrf" value="${secret(ctx)}">
<input type="hidden" name="user_code" value="${userCode}">
<button type="submit" name="confirm" value="yes" autofocus>Yes, sign in</button>
<button type="submit" name="abort" value="yes" class="plain">No, refuse</button>
</form>`,
  );
}

/** The end of the flow in the browser. */
export function deviceDone(ctx) {
  ctx.body = page('You are signed in', html`<p>${clientName(ctx)} is signed in now. You can close this page and go back to your terminal.</p>`);
}
