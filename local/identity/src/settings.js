/**
 * Settings of the provider, from environment variables. All problems are reported at once, each by the name of its variable.
 *
 * @typedef {object} Settings
 * @property {string} issuer the issuer identifier, an origin without a trailing slash
 * @property {string} host the address to listen on
 * @property {number} port the port to listen on; 0 picks one
 * @property {string} stateDirectory where accounts, grants, sessions and keys are kept
 * @property {string} audience the audience of access tokens
 * @property {string} dashboardUrl the origin of the dashboard, the public client with PKCE
 * @property {number} accessTokenSeconds how long an access token lives
 * @property {number} signInAttempts failed sign-ins that an account may have within the window
 * @property {number} signInWindowSeconds the length of that window
 */

/** @returns {Settings} */
export function readSettings(environment) {
  const problems = [];
  const origin = (name, fallback) => {
    const text = environment[name] ?? fallback;
    try {
      const url = new URL(text);
      if (url.origin === text.replace(/\/$/, '')) return url.origin;
    } catch {
      // falls through to the problem below: a malformed address and one with a path read the same to the user
    }
    problems.push(`${name} is '${text}', it must be an origin such as http://127.0.0.1:7072`);
    return '';
  };
  const whole = (name, fallback, least) => {
    const text = environment[name] ?? String(fallback);
    const number = Number(text);
    if (/^\d+$/.test(text) && number >= least && number <= 2 ** 31) return number;
    problems.push(`${name} is '${text}', it must be a whole number of at least ${least}`);
    return 0;
  };

  const issuer = origin('IDENTITY_ISSUER', 'http://127.0.0.1:7072');
  const settings = {
    issuer,
    host: '127.0.0.1',
    port: whole('IDENTITY_PORT', (issuer && new URL(issuer).port) || 80, 0),
    stateDirectory: environment.IDENTITY_STATE_DIRECTORY ?? '',
    audience: environment.IDENTITY_AUDIENCE ?? 'https://api.webhost.local',
    dashboardUrl: origin('IDENTITY_DASHBOARD_URL', 'http://127.0.0.1:4280'),
    accessTokenSeconds: whole('IDENTITY_ACCESS_TOKEN_SECONDS', 3600, 1),
    signInAttempts: whole('IDENTITY_SIGN_IN_ATTEMPTS', 5, 1),
    signInWindowSeconds: whole('IDENTITY_SIGN_IN_WINDOW_SECONDS', 300, 1),
  };
  if (!settings.stateDirectory) problems.push('IDENTITY_STATE_DIRECTORY is missing, it must name a directory');
  if (!URL.canParse(settings.audience)) problems.push(`IDENTITY_AUDIENCE is '${settings.audience}', it must be an absolute URI`);
  if (problems.length > 0) throw new Error(problems.join('; '));
  return Object.freeze(settings);
}
