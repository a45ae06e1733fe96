namespace Webhost.Core.Secrets;

/// <summary>The one place where secret values live (Key Vault). Names are the vault's own: letters, digits and hyphens.</summary>
public interface ISecretVault
{
    /// <summary>Sets a value, making a new version.</summary>
    Task SetAsync(string name, string value, CancellationToken cancellationToken);

    /// <summary>Reads the newest value; null when there is none.</summary>
    Task<string?> GetAsync(string name, CancellationToken cancellationToken);

    /// <summary>The value that is there, or a new one; whatever races, every process gets the same.</summary>
    Task<string> GetOrAddAsync(string name, Func<string> create, CancellationToken cancellationToken);

    /// <summary>Removes a secret with all its versions. Idempotent.</summary>
    Task RemoveAsync(string name, CancellationToken cancellationToken);

    /// <summary>A cheap look at whether the vault answers; throws when it doesn't.</summary>
    Task CheckAsync(CancellationToken cancellationToken);
}
