import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { filesOf } from '../build/azure';
import { checkConfig } from '@/config';

const template = readFileSync('staticwebapp.config.json', 'utf8');
const environment = {
  WEBHOST_API_BASE_URL: 'https://api.example.org/base',
  WEBHOST_OIDC_AUTHORITY: 'https://id.example.org/tenant',
  WEBHOST_OIDC_CLIENT_ID: 'dashboard',
};

describe('the files for Azure Static Web Apps', () => {
  it('allow the installation’s two origins and no placeholder', () => {
    const policy = JSON.parse(filesOf(environment, template)['staticwebapp.config.json']!) as { globalHeaders: Record<string, string> };

    const rules = policy.globalHeaders['Content-Security-Policy']!.split('; ');
    expect(rules).toContain("connect-src 'self' https://api.example.org https://id.example.org");
    expect(rules).toContain("frame-src 'self' https://id.example.org");
    expect(JSON.stringify(policy)).not.toContain('__');
  });

  it('hold a configuration that the site takes, without what was not given', () => {
    const config = JSON.parse(filesOf({ ...environment, WEBHOST_OIDC_AUDIENCE: '', WEBHOST_OIDC_SCOPE: 'openid' }, template)['config.json']!) as unknown;

    expect(checkConfig(config)).toEqual({ apiBaseUrl: 'https://api.example.org/base', oidcAuthority: 'https://id.example.org/tenant', oidcClientId: 'dashboard', oidcScope: 'openid' });
  });

  it('don’t come to be while a variable is missing, and all that are missing are named', () => {
    expect(() => filesOf({}, template)).toThrow(/WEBHOST_API_BASE_URL[\s\S]*WEBHOST_OIDC_AUTHORITY[\s\S]*WEBHOST_OIDC_CLIENT_ID/);
    expect(() => filesOf({ ...environment, WEBHOST_OIDC_AUTHORITY: ' ' }, template)).toThrow('WEBHOST_OIDC_AUTHORITY is not set');
  });

  it.each(['http://api.example.org', 'api.example.org', 'https://user:pass@api.example.org', 'https://api.example.org?x=1', "https://a b; script-src *"])('don’t take %s for an address', (address) => {
    expect(() => filesOf({ ...environment, WEBHOST_API_BASE_URL: address }, template)).toThrow('WEBHOST_API_BASE_URL must be an https address');
  });

  it('don’t come to be with a placeholder that nothing fills', () => {
    expect(() => filesOf(environment, template.replace("worker-src 'self'", 'worker-src __WORKER_ORIGIN__'))).toThrow('__WORKER_ORIGIN__');
  });
});
