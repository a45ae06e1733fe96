namespace Webhost.Local.Ports;

/// <summary>A port that a service will listen on.</summary>
/// <param name="Service">The service.</param>
/// <param name="Port">The port of 127.0.0.1.</param>
/// <param name="Setting">The setting that moves it.</param>
internal sealed record PortClaim(string Service, int Port, string Setting);
