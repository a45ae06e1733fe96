// One installation: control plane, dashboard, storage, vaults and monitoring, in one resource group. docs/azure.md says what has to be there before.
targetScope = 'resourceGroup'

@description('Names everything: lower case letters and digits.')
@minLength(3)
@maxLength(11)
param name string

@description('Where the control plane and its data live. It must offer Flex Consumption.')
param location string = resourceGroup().location

@description('Where the Static Web App is managed; its files are served from everywhere.')
param dashboardLocation string = 'westeurope'

@description('The address of the API without a slash at the end, such as https://api.example.org; the app\'s own when left out.')
param publicBaseUrl string = ''

@description('The dashboard\'s own domain, such as https://app.example.org; the Static Web App\'s own when left out.')
param dashboardUrl string = ''

@description('How much memory an instance of the control plane has. One instance holds about a thousand invocations that wait for their agents.')
@allowed([2048, 4096])
param instanceMemoryMB int = 2048

@description('How many instances there are at most.')
@minValue(40)
@maxValue(1000)
param maximumInstances int = 40

@description('How many instances are always there to answer calls: with none, the first call after a pause waits for one to start.')
param alwaysReady int = 1

@description('Who is told by e-mail when the control plane is in trouble; nobody when left out.')
param operatorsEmail string = ''

@description('Application settings that differ from local.settings.sample.json, by their names in docs/settings.md: Oidc__Authority, Cloudflare__AccountId …')
param settings object

@description('Application settings that are secret, by their names: Cloudflare__ApiToken, Cloudflare__DispatchKey, LemonSqueezy__ApiKey … They are kept in a vault of their own.')
@secure()
param secretSettings object

module monitoring 'modules/monitoring.bicep' = {
  params: {
    name: name
    location: location
    readyUrl: '${api}/readyz'
    operatorsEmail: operatorsEmail
  }
}

module storage 'modules/storage.bicep' = {
  params: {
    name: name
    location: location
  }
}

module agentsVault 'modules/vault.bicep' = {
  name: 'agents-vault'
  params: {
    vaultName: 'kv${name}a${take(uniqueString(resourceGroup().id), 8)}'
    location: location
    secrets: {}
  }
}

module settingsVault 'modules/vault.bicep' = {
  name: 'settings-vault'
  params: {
    vaultName: 'kv${name}s${take(uniqueString(resourceGroup().id), 8)}'
    location: location
    secrets: secretSettings
  }
}

module dashboard 'modules/dashboard.bicep' = {
  params: {
    name: name
    location: dashboardLocation
  }
}

var appName = 'func-${name}-${take(uniqueString(resourceGroup().id), 8)}'
var api = empty(publicBaseUrl) ? 'https://${appName}.azurewebsites.net' : publicBaseUrl
var site = empty(dashboardUrl) ? dashboard.outputs.url : dashboardUrl

module controlPlane 'modules/control-plane.bicep' = {
  params: {
    appName: appName
    location: location
    storageName: storage.outputs.storageName
    deploymentContainer: storage.outputs.deploymentContainer
    agentsVaultName: agentsVault.outputs.vaultName
    settingsVaultName: settingsVault.outputs.vaultName
    monitoringConnection: monitoring.outputs.connection
    instanceMemoryMB: instanceMemoryMB
    maximumInstances: maximumInstances
    alwaysReady: alwaysReady
    secretNames: map(items(secretSettings), item => item.key)
    settings: union(
      {
        PublicBaseUrl: api
        Cors__AllowedOrigins: site
        Billing__ReturnUrl: '${site}/billing?paid=yes'
      },
      settings
    )
  }
}

output appName string = appName
output apiUrl string = api
output dashboardName string = dashboard.outputs.siteName
output dashboardUrl string = site
