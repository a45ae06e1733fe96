using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Webhost.Functions.Composition;

/// <summary>Reads settings and gathers everything that is missing or malformed, so that one start names all of it.</summary>
internal sealed class Settings(IConfiguration configuration)
{
    private readonly List<string> errors = [];

    /// <summary>The text of a key that must be there.</summary>
    public string Text(string key) => Optional(key) ?? Fail(key, "a value", string.Empty);

    /// <summary>The text of a key; null when it is absent or empty.</summary>
    public string? Optional(string key) => string.IsNullOrWhiteSpace(configuration[key]) ? null : configuration[key];

    /// <summary>An absolute address that must be there.</summary>
    public Uri Address(string key) => Uri.TryCreate(Optional(key), UriKind.Absolute, out var uri) ? uri : Fail(key, "an absolute URL", new Uri("about:blank"));

    /// <summary>An absolute address; null when the key is absent.</summary>
    public Uri? OptionalAddress(string key) => Optional(key) is null ? null : Address(key);

    /// <summary>A whole number above 0 that must be there.</summary>
    public int Number(string key) =>
        int.TryParse(Optional(key), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : Fail(key, "a whole number above 0", 1);

    /// <summary>One of the values of an enumeration, without regard to case.</summary>
    public T Choice<T>(string key)
        where T : struct, Enum =>
        Enum.TryParse<T>(Optional(key), ignoreCase: true, out var value) && Enum.IsDefined(value)
            ? value
            : Fail(key, $"one of {string.Join(", ", Enum.GetNames<T>())}", default(T));

    /// <summary><c>true</c> or <c>false</c>, which must be there.</summary>
    public bool YesOrNo(string key) => bool.TryParse(Optional(key), out var yes) ? yes : Fail(key, "true or false", fallback: false);

    /// <summary>Words between commas; empty when the key is absent.</summary>
    public IReadOnlyList<string> Words(string key) => Optional(key)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    /// <summary>Adds a problem that only the caller can see.</summary>
    public void Refuse(string message) => errors.Add(message);

    /// <summary>Stops the start when anything was wrong.</summary>
    public void ThrowIfWrong()
    {
        if (errors.Count > 0)
        {
            throw new InvalidOperationException($"The settings are not complete: {string.Join("; ", errors)}. See docs/settings.md.");
        }
    }

    private T Fail<T>(string key, string wanted, T fallback)
    {
        var name = key.Replace(":", "__", StringComparison.Ordinal);
        errors.Add(Optional(key) is { } text ? $"{name} is '{text}', it must be {wanted}" : $"{name} is missing, it must be {wanted}");
        return fallback;
    }
}
