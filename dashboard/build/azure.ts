import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

const policy = 'staticwebapp.config.json';

type Environment = Record<string, string | undefined>;

// What /config.json names, and the variable that gives it.
const variables = {
  apiBaseUrl: 'WEBHOST_API_BASE_URL',
  oidcAuthority: 'WEBHOST_OIDC_AUTHORITY',
  oidcClientId: 'WEBHOST_OIDC_CLIENT_ID',
  oidcScope: 'WEBHOST_OIDC_SCOPE',
  oidcAudience: 'WEBHOST_OIDC_AUDIENCE',
};

const required = ['apiBaseUrl', 'oidcAuthority', 'oidcClientId'] as const;
const addresses = ['apiBaseUrl', 'oidcAuthority'] as const;

/** Writes what Azure Static Web Apps needs beside the site, for one installation: the configuration and the policy with that installation's origins. */
export function azure(environment: Environment): Plugin {
  let root = '';
  let files: Record<string, string> = {};
  return {
    name: 'azure',
    apply: 'build',
    configResolved(config) {
      root = config.root;
    },
    // Before anything is built: a deployment without its addresses must not come to be.
    buildStart() {
      files = filesOf(environment, readFileSync(join(root, policy), 'utf8'));
    },
    generateBundle() {
      for (const [fileName, source] of Object.entries(files)) this.emitFile({ type: 'asset', fileName, source });
    },
  };
}

/** The files by name. Whatever is missing or malformed is named, all at once. */
export function filesOf(environment: Environment, template: string): Record<string, string> {
  const config = Object.fromEntries(Object.entries(variables).flatMap(([key, name]) => (environment[name]?.trim() ? [[key, environment[name].trim()]] : [])));
  const problems = [
    ...required.filter((key) => !config[key]).map((key) => `${variables[key]} is not set: it becomes ${key} of /config.json.`),
    ...addresses.filter((key) => config[key] && !isAddress(config[key])).map((key) => `${variables[key]} must be an https address without user, query and fragment, not '${config[key]}'.`),
  ];
  if (problems.length > 0) throw new Error(`The dashboard can't be built for Azure Static Web Apps.\n${problems.join('\n')}`);
  const filled = template.replaceAll('__API_ORIGIN__', new URL(config['apiBaseUrl']!).origin).replaceAll('__AUTHORITY_ORIGIN__', new URL(config['oidcAuthority']!).origin);
  const left = filled.match(/__[A-Z_]+__/);
  if (left) throw new Error(`${policy} has the placeholder ${left[0]}, which nothing fills.`);
  return { [policy]: filled, 'config.json': `${JSON.stringify(config, null, 2)}\n` };
}

function isAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, search, hash } = new URL(text);
  return protocol === 'https:' && !username && !password && !search && !hash;
}
