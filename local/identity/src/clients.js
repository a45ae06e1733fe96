const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';

/** The two public clients: the dashboard (code flow with PKCE) and the command line (device flow). */
export function clients({ dashboardUrl }) {
  return [
    {
      client_id: 'webhost-dashboard',
      client_name: 'webhost dashboard',
      token_endpoint_auth_method: 'none',
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      redirect_uris: [`${dashboardUrl}/callback`, `${dashboardUrl}/silent-renew`],
      post_logout_redirect_uris: [dashboardUrl, `${dashboardUrl}/`],
    },
    {
      client_id: 'webhost-cli',
      client_name: 'webhost command line',
      token_endpoint_auth_method: 'none',
      grant_types: [deviceGrant, 'refresh_token'],
      response_types: [],
      redirect_uris: [],
    },
  ];
}
