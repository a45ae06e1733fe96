namespace Webhost.Cli.Shell;

/// <summary>The JSON result of a command that has nothing to show.</summary>
/// <param name="Id">What it was done to.</param>
/// <param name="State">What has become of it: <c>deleted</c>, <c>revoked</c>, <c>set</c> …</param>
internal sealed record Done(string Id, string State);
