namespace Webhost.Core.Webhooks;

/// <summary>A host name leads to no address that may be called.</summary>
internal sealed class AddressRefusedException() : Exception("The host's address is not a public one.");
