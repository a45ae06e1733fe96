namespace Webhost.Core.Billing;

/// <summary>The payment provider had to be asked and did not answer; trying again later helps.</summary>
public sealed class BillingUnavailableException(string message) : Exception(message);
