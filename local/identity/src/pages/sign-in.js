import { html } from './html.js';
import { alert, field, page } from './layout.js';

/** The form of someone who has an account. */
export const signInPage = ({ uid, client, email, message }) =>
  page(
    'Sign in',
    html`<p>Sign in to continue to ${client}.</p>
${alert(message)}
<form method="post" action="/interaction/${uid}/sign-in">
${field({ id: 'email', label: 'E-mail', type: 'email', value: email, required: true, autocomplete: 'username', maxlength: 254, autofocus: !email })}
${field({ id: 'password', label: 'Password', type: 'password', required: true, autocomplete: 'current-password', maxlength: 256, autofocus: !!email })}
<button type="submit">Sign in</button>
</form>
<p class="other">New here? <a href="/interaction/${uid}/sign-up">Create an account</a></p>
<p class="other"><a href="/interaction/${uid}/cancel">Cancel</a></p>`,
  );
