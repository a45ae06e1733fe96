namespace Webhost.Local.Settings;

/// <summary>Where each service listens on 127.0.0.1.</summary>
internal sealed record LocalPorts(int ControlPlane, int Dashboard, int Identity, int KeyVault, int CloudflareApi, int Dispatcher, int LemonSqueezy, int AgentCore, int Blob, int Queue, int Table);
