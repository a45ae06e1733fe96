// The Functions app and what its identity may do.
param appName string
param location string
param storageName string
param deploymentContainer string
param agentsVaultName string
param settingsVaultName string
param monitoringConnection string
param instanceMemoryMB int
param maximumInstances int
param alwaysReady int

@description('What is said beside the sample\'s settings and wins over them.')
param settings object

@description('Names of the settings whose values lie in the vault of settings.')
param secretNames string[]

resource storage 'Microsoft.Storage/storageAccounts@2024-01-01' existing = { name: storageName }
resource agentsVault 'Microsoft.KeyVault/vaults@2024-11-01' existing = { name: agentsVaultName }
resource settingsVault 'Microsoft.KeyVault/vaults@2024-11-01' existing = { name: settingsVaultName }

// The sample has a safe value for everything. What belongs to one machine, or would point to one, is left out; a provider of which nothing is said is off.
var sample = loadJsonContent('../../local.settings.sample.json').Values
var optional = ['AgentCore__', 'LemonSqueezy__', 'Email__', 'Cloudflare__']
var ofOneMachine = [
  'FUNCTIONS_WORKER_RUNTIME'
  'AzureWebJobsStorage'
  'Storage__ConnectionString'
  'KeyVault__CertificateAuthorityFile'
  'KeyVault__AccessToken'
  'Oidc__Authority'
  'Oidc__Audience'
  'Oidc__WebhookSecret'
]
var usual = toObject(
  filter(
    items(sample),
    item =>
      !startsWith(item.key, 'Local__') && !contains(ofOneMachine, item.key) && !contains(
        map(optional, prefix => startsWith(item.key, prefix)),
        true
      )
  ),
  item => item.key,
  item => item.value
)

var ofThisInstallation = {
  AzureWebJobsStorage__accountName: storageName
  AzureWebJobsStorage__credential: 'managedidentity'
  APPLICATIONINSIGHTS_CONNECTION_STRING: monitoringConnection
  Storage__TablesUri: 'https://${storageName}.table.${environment().suffixes.storage}'
  Storage__BlobsUri: 'https://${storageName}.blob.${environment().suffixes.storage}'
  KeyVault__Uri: 'https://${agentsVaultName}${environment().suffixes.keyvaultDns}/'
  Build__EsbuildPath: '/home/site/wwwroot/build/esbuild'
  Build__VendoredPackagesPath: '/home/site/wwwroot/build/vendored'
  Webhooks__AllowPrivateAddresses: 'false'
  // Other instances may serve what this one has just closed for as long.
  Accounts__SettlingSeconds: '120'
}

var secret = toObject(
  secretNames,
  key => key,
  key =>
    '@Microsoft.KeyVault(SecretUri=https://${settingsVaultName}${environment().suffixes.keyvaultDns}/secrets/${replace(key, '__', '--')}/)'
)

var values = union(usual, ofThisInstallation, settings, secret)

resource plan 'Microsoft.Web/serverfarms@2024-11-01' = {
  name: 'plan-${appName}'
  location: location
  kind: 'functionapp'
  sku: { tier: 'FlexConsumption', name: 'FC1' }
  properties: { reserved: true }
}

resource app 'Microsoft.Web/sites@2024-11-01' = {
  name: appName
  location: location
  kind: 'functionapp,linux'
  identity: { type: 'SystemAssigned' }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: deploymentContainer
          authentication: { type: 'SystemAssignedIdentity' }
        }
      }
      runtime: { name: 'dotnet-isolated', version: '10.0' }
      scaleAndConcurrency: {
        instanceMemoryMB: instanceMemoryMB
        maximumInstanceCount: maximumInstances
        alwaysReady: alwaysReady == 0 ? [] : [{ name: 'http', instanceCount: alwaysReady }]
        // Most of what is served waits for an agent.
        triggers: { http: { perInstanceConcurrency: 1000 } }
      }
    }
    siteConfig: {
      minTlsVersion: '1.2'
      http20Enabled: true
      appSettings: [for item in items(values): { name: item.key, value: item.value }]
    }
  }
}

// Built-in roles, by their ids.
var roles = {
  storageBlobDataOwner: 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'
  storageQueueDataContributor: '974c5e8b-45b9-4653-ba55-5f855dd0fb88'
  storageTableDataContributor: '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'
  keyVaultSecretsOfficer: 'b86a8fe4-44ce-4948-aee5-eccb2c155cd7'
  keyVaultSecretsUser: '4633458b-17de-408a-b874-0445c86b69e6'
}

resource ofStorage 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in [roles.storageBlobDataOwner, roles.storageQueueDataContributor, roles.storageTableDataContributor]: {
    name: guid(storage.id, app.id, role)
    scope: storage
    properties: {
      principalId: app.identity.principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role)
    }
  }
]

resource ofAgentsVault 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(agentsVault.id, app.id, roles.keyVaultSecretsOfficer)
  scope: agentsVault
  properties: {
    principalId: app.identity.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.keyVaultSecretsOfficer)
  }
}

resource ofSettingsVault 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(settingsVault.id, app.id, roles.keyVaultSecretsUser)
  scope: settingsVault
  properties: {
    principalId: app.identity.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.keyVaultSecretsUser)
  }
}
