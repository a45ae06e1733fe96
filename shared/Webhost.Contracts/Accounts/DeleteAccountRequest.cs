namespace Webhost.Contracts.Accounts;

/// <summary>Asks for the deletion of the caller's account.</summary>
public sealed record DeleteAccountRequest
{
    /// <summary>The account's e-mail address or its id, typed by a person who means it.</summary>
    public string? Confirmation { get; init; }
}
