// A vault that is reached with an identity alone. Purge protection can't be taken back: with the master key all that it encrypts would be lost (docs/adr/0002).
@minLength(3)
@maxLength(24)
param vaultName string
param location string

@secure()
param secrets object

resource vault 'Microsoft.KeyVault/vaults@2024-11-01' = {
  name: vaultName
  location: location
  properties: {
    tenantId: tenant().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
    enableSoftDelete: true
    softDeleteRetentionInDays: 7
    enablePurgeProtection: true
  }
}

// Names of secrets take no underscore.
@batchSize(5)
resource values 'Microsoft.KeyVault/vaults/secrets@2024-11-01' = [
  for item in items(secrets): {
    parent: vault
    name: replace(item.key, '__', '--')
    properties: { value: string(item.value) }
  }
]

output vaultName string = vault.name
