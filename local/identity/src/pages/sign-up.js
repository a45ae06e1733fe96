import { html } from './html.js';
import { alert, field, page } from './layout.js';

/** The form of someone new. */
export const signUpPage = ({ uid, client, name, email, message }) =>
  page(
    'Create your account',
    html`<p>Create an account to continue to ${client}. It lives on this machine only.</p>
${alert(message)}
<form method="post" action="/interaction/${uid}/sign-up">
${field({ id: 'name', label: 'Name', type: 'text', value: name, required: true, autocomplete: 'name', maxlength: 100, autofocus: true })}
${field({ id: 'email', label: 'E-mail', type: 'email', value: email, required: true, autocomplete: 'username', maxlength: 254 })}
${field({
  id: 'password', label: 'Password', type: 'password', required: true, autocomplete: 'new-password', minlength: 8, maxlength: 256,
  hint: 'At least 8 characters.',
})}
<button type="submit">Create account</button>
</form>
<p class="other">Have an account already? <a href="/interaction/${uid}">Sign in</a></p>`,
  );
