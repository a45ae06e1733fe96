namespace Webhost.Core.Billing;

/// <summary>Too many write the same thing at once; trying again later helps.</summary>
public sealed class BillingContendedException(string message) : Exception(message);
