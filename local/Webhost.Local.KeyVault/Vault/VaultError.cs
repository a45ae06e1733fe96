namespace Webhost.Local.KeyVault.Vault;

/// <summary>An answer that is an error, in the service's words.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">The service's code, such as <c>SecretNotFound</c>.</param>
/// <param name="Message">What is wrong; never holds a value.</param>
/// <param name="InnerCode">The code of the inner error, where the service gives one.</param>
internal sealed record VaultError(int Status, string Code, string Message, string? InnerCode = null)
{
    public static VaultError NotFound(string name) =>
        new(404, "SecretNotFound", $"A secret with (name/id) {name} was not found in this key vault. If you recently deleted this secret you may be able to recover it using the correct recovery command.");

    public static VaultError NotDeleted(string name) =>
        new(404, "SecretNotFound", $"Deleted Secret not found: {name}");

    public static VaultError Disabled { get; } =
        new(403, "Forbidden", "Operation get is not allowed on a disabled secret.", "SecretDisabled");

    public static VaultError Recoverable(string name) =>
        new(409, "Conflict", $"Secret {name} is currently in a deleted but recoverable state, and its name cannot be reused; in this state, the secret can only be recovered or purged.", "ObjectIsDeletedButRecoverable");

    public static VaultError AlreadyExists(string name) =>
        new(409, "Conflict", $"Secret {name} already exists in this key vault.");

    public static VaultError BadParameter(string message) => new(400, "BadParameter", message);
}
