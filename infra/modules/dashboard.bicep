param name string
param location string

resource site 'Microsoft.Web/staticSites@2024-11-01' = {
  name: 'swa-${name}'
  location: location
  sku: { name: 'Standard', tier: 'Standard' }
  // Uploaded by the workflow: no repository is watched.
  properties: {
    allowConfigFileUpdates: true
    stagingEnvironmentPolicy: 'Disabled'
  }
}

output siteName string = site.name
output url string = 'https://${site.properties.defaultHostname}'
