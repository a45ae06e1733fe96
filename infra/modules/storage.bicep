// Tables, blobs, and what Durable Functions and timers keep. Nobody has a key: the control plane reaches it with its identity alone.
param name string
param location string

var deploymentContainerName = 'control-plane'

resource account 'Microsoft.Storage/storageAccounts@2024-01-01' = {
  name: 'st${name}${take(uniqueString(resourceGroup().id), 8)}'
  location: location
  kind: 'StorageV2'
  // Over several zones: what is paid for is counted here.
  sku: { name: 'Standard_ZRS' }
  properties: {
    accessTier: 'Hot'
    allowBlobPublicAccess: false
    allowSharedKeyAccess: false
    allowCrossTenantReplication: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
  }

  resource blobs 'blobServices' = {
    name: 'default'
    properties: {
      // What an agent was built to can be had back when somebody deletes it by mistake.
      deleteRetentionPolicy: { enabled: true, days: 7 }
      containerDeleteRetentionPolicy: { enabled: true, days: 7 }
    }

    resource deployments 'containers' = {
      name: deploymentContainerName
    }
  }
}

resource lock 'Microsoft.Authorization/locks@2020-05-01' = {
  name: 'keep'
  scope: account
  properties: {
    level: 'CanNotDelete'
    notes: 'Accounts, deployments and what is owed.'
  }
}

output storageName string = account.name
output deploymentContainer string = '${account.properties.primaryEndpoints.blob}${deploymentContainerName}'
