/** What differs between environments; read from /config.json when the site starts. */
export interface Config {
  apiBaseUrl: string;
  oidcAuthority: string;
  oidcClientId: string;
  oidcScope?: string;
  oidcAudience?: string;
}

let loaded: Config | undefined;

export async function loadConfig(): Promise<Config> {
  const response = await fetch('/config.json', { cache: 'no-cache', credentials: 'same-origin' });
  if (!response.ok) throw new Error(`/config.json answered ${response.status}.`);
  loaded = checkConfig(await response.json());
  return loaded;
}

export function checkConfig(value: unknown): Config {
  const config = (value ?? {}) as Record<string, unknown>;
  for (const key of ['apiBaseUrl', 'oidcAuthority', 'oidcClientId'] as const) {
    if (typeof config[key] !== 'string' || config[key] === '') throw new Error(`/config.json lacks ${key}.`);
  }
  return { ...(config as unknown as Config), apiBaseUrl: (config['apiBaseUrl'] as string).replace(/\/+$/, '') };
}

export function config(): Config {
  if (!loaded) throw new Error('The configuration was not read yet.');
  return loaded;
}
