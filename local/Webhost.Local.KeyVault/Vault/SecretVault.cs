using System.Security.Cryptography;
using System.Text;

namespace Webhost.Local.KeyVault.Vault;

/// <summary>The rules of secrets: versions, soft deletion, recovery, limits. Reads don't wait; writes follow one another.</summary>
internal sealed class SecretVault(SecretStore store, TimeProvider time, TimeSpan retention)
{
    private const int MaximumValueBytes = 25 * 1024;
    private const int MaximumTags = 15;
    private const int MaximumTagCharacters = 256;
    private const int MaximumNameCharacters = 127;

    private readonly SemaphoreSlim _writing = new(1, 1);

    public int RecoverableDays => (int)retention.TotalDays;

    /// <summary>Secrets in use, by name.</summary>
    public IEnumerable<SecretRecord> Secrets => store.All.Where(record => record.Deleted is null).OrderBy(record => record.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>Deleted secrets that can still be recovered, by name.</summary>
    public IEnumerable<SecretRecord> DeletedSecrets =>
        store.All.Where(record => record.Deleted is not null && !IsDue(record)).OrderBy(record => record.Name, StringComparer.OrdinalIgnoreCase);

    public string Reveal(SecretRecord record, SecretVersion version) => store.Decrypt(record.Name, version);

    public Outcome<SecretRecord> Find(string name) =>
        store.Find(name) is { Deleted: null } record ? record : VaultError.NotFound(name);

    public Outcome<SecretRecord> FindDeleted(string name) =>
        store.Find(name) is { Deleted: not null } record && !IsDue(record) ? record : VaultError.NotDeleted(name);

    public static Outcome<SecretVersion> Version(SecretRecord record, string? version)
    {
        var found = string.IsNullOrEmpty(version)
            ? record.Latest
            : record.Versions.FirstOrDefault(candidate => string.Equals(candidate.Id, version, StringComparison.OrdinalIgnoreCase));
        return found is null ? VaultError.NotFound($"{record.Name}/{version}") : found;
    }

    public async Task<Outcome<SecretRecord>> SetAsync(string name, string value, SecretProperties properties, CancellationToken cancellationToken)
    {
        if (NameProblem(name) is { } nameProblem)
            return VaultError.BadParameter(nameProblem);
        if (Encoding.UTF8.GetByteCount(value) > MaximumValueBytes)
            return VaultError.BadParameter($"The specified value is too long; the maximum is {MaximumValueBytes} bytes.");
        if (TagProblem(properties.Tags) is { } tagProblem)
            return VaultError.BadParameter(tagProblem);

        return await WriteAsync(
            () =>
            {
                var record = store.Find(name);
                if (record is { Deleted: not null } && !IsDue(record))
                    return VaultError.Recoverable(name);
                if (record is { Deleted: not null })
                    record = null;
                var version = NewVersion(record?.Name ?? name, value, properties);
                return record is null
                    ? new SecretRecord { Name = name, Versions = [version] }
                    : record with { Versions = [.. record.Versions, version] };
            },
            cancellationToken);
    }

    public async Task<Outcome<SecretRecord>> UpdateAsync(string name, string versionId, SecretProperties properties, CancellationToken cancellationToken)
    {
        if (TagProblem(properties.Tags) is { } problem)
            return VaultError.BadParameter(problem);

        return await WriteAsync(
            () =>
            {
                var found = Find(name);
                if (!found.Succeeded)
                    return found;
                var version = Version(found.Value, versionId);
                if (!version.Succeeded)
                    return version.Error;
                var updated = version.Value with
                {
                    ContentType = properties.ContentType ?? version.Value.ContentType,
                    Tags = properties.Tags ?? version.Value.Tags,
                    Enabled = properties.Enabled ?? version.Value.Enabled,
                    NotBefore = properties.NotBefore ?? version.Value.NotBefore,
                    Expires = properties.Expires ?? version.Value.Expires,
                    Updated = time.GetUtcNow(),
                };
                return found.Value with { Versions = [.. found.Value.Versions.Select(other => string.Equals(other.Id, updated.Id, StringComparison.Ordinal) ? updated : other)] };
            },
            cancellationToken);
    }

    public Task<Outcome<SecretRecord>> DeleteAsync(string name, CancellationToken cancellationToken) =>
        WriteAsync(
            () =>
            {
                var found = Find(name);
                return found.Succeeded ? found.Value with { Deleted = time.GetUtcNow(), ScheduledPurge = time.GetUtcNow() + retention } : found;
            },
            cancellationToken);

    public Task<Outcome<SecretRecord>> RecoverAsync(string name, CancellationToken cancellationToken) =>
        WriteAsync(
            () =>
            {
                var found = FindDeleted(name);
                return found.Succeeded ? found.Value with { Deleted = null, ScheduledPurge = null } : found;
            },
            cancellationToken);

    public async Task<Outcome<SecretRecord>> PurgeAsync(string name, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            var found = FindDeleted(name);
            if (found.Succeeded)
                store.Remove(name);
            return found;
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Removes deleted secrets whose time is over.</summary>
    public async Task PurgeDueAsync(CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            foreach (var record in store.All.Where(IsDue).ToList())
                store.Remove(record.Name);
        }
        finally
        {
            _writing.Release();
        }
    }

    public Outcome<byte[]> Backup(string name)
    {
        var found = Find(name);
        return found.Succeeded ? store.Seal(found.Value) : found.Error;
    }

    public async Task<Outcome<SecretRecord>> RestoreAsync(byte[] backup, CancellationToken cancellationToken)
    {
        SecretRecord restored;
        try
        {
            restored = store.Unseal(backup);
        }
        catch (CryptographicException)
        {
            return VaultError.BadParameter("The backup is malformed or was made by another key vault.");
        }

        return await WriteAsync(
            () => store.Find(restored.Name) switch
            {
                null => restored,
                { Deleted: null } => VaultError.AlreadyExists(restored.Name),
                var deleted when IsDue(deleted) => restored,
                _ => VaultError.Recoverable(restored.Name),
            },
            cancellationToken);
    }

    private async Task<Outcome<SecretRecord>> WriteAsync(Func<Outcome<SecretRecord>> decide, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            var outcome = decide();
            if (outcome.Succeeded)
                await store.PutAsync(outcome.Value, CancellationToken.None);
            return outcome;
        }
        finally
        {
            _writing.Release();
        }
    }

    private SecretVersion NewVersion(string name, string value, SecretProperties properties)
    {
        var id = RandomNumberGenerator.GetHexString(32, lowercase: true);
        return new SecretVersion
        {
            Id = id,
            EncryptedValue = store.Encrypt(name, id, value),
            ContentType = properties.ContentType,
            Tags = properties.Tags,
            Enabled = properties.Enabled ?? true,
            NotBefore = properties.NotBefore,
            Expires = properties.Expires,
            Created = time.GetUtcNow(),
            Updated = time.GetUtcNow(),
        };
    }

    private bool IsDue(SecretRecord record) => record.ScheduledPurge <= time.GetUtcNow();

    private static string? NameProblem(string name) =>
        name.Length is 0 or > MaximumNameCharacters || !name.All(character => char.IsAsciiLetterOrDigit(character) || character == '-')
            ? $"The request URI contains an invalid name: {name}. A name is 1 to {MaximumNameCharacters} letters, digits and dashes."
            : null;

    private static string? TagProblem(IReadOnlyDictionary<string, string>? tags) => tags switch
    {
        null => null,
        { Count: > MaximumTags } => $"There are too many tags; the maximum is {MaximumTags}.",
        _ => tags.Any(tag => tag.Key.Length > MaximumTagCharacters || tag.Value.Length > MaximumTagCharacters)
            ? $"A tag is too long; the maximum is {MaximumTagCharacters} characters."
            : null,
    };
}
