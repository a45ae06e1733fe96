// An example: copy it, say your own values, and keep the copy where your deployments run. Secrets come from the environment and stand in no file.
using 'main.bicep'

param name = 'webhost'
param operatorsEmail = readEnvironmentVariable('OPERATORS_EMAIL', '')

param settings = {
  Oidc__Authority: 'https://clerk.example.org'
  Oidc__AuthorizedParties: 'dashboard-client-id,cli-client-id'

  Cloudflare__ApiBaseUrl: 'https://api.cloudflare.com/client/v4'
  Cloudflare__AccountId: '00000000000000000000000000000000'
  Cloudflare__Driver: 'DispatchNamespace'
  Cloudflare__DispatchNamespace: 'webhost'
  Cloudflare__DispatcherUrl: 'https://webhost-dispatcher.example.workers.dev'

  LemonSqueezy__ApiBaseUrl: 'https://api.lemonsqueezy.com'
  LemonSqueezy__StoreId: '1'
  LemonSqueezy__TestMode: 'true'
  LemonSqueezy__Variants__starter: '1'
  LemonSqueezy__Variants__pro: '2'
}

param secretSettings = {
  Oidc__WebhookSecret: readEnvironmentVariable('IDENTITY_WEBHOOK_SECRET', '')
  Cloudflare__ApiToken: readEnvironmentVariable('CLOUDFLARE_API_TOKEN', '')
  Cloudflare__DispatchKey: readEnvironmentVariable('CLOUDFLARE_DISPATCH_KEY', '')
  LemonSqueezy__ApiKey: readEnvironmentVariable('LEMON_SQUEEZY_API_KEY', '')
  LemonSqueezy__WebhookSecret: readEnvironmentVariable('LEMON_SQUEEZY_WEBHOOK_SECRET', '')
}
