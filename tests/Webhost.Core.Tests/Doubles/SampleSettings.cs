using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace Webhost.Core.Tests.Doubles;

/// <summary>The settings that everybody starts with.</summary>
internal static class SampleSettings
{
    public static IConfiguration Read(params (string Key, string? Value)[] changes)
    {
        using var file = JsonDocument.Parse(File.ReadAllText(RepositoryRoot.Combine("local.settings.sample.json")));
        var values = file.RootElement.GetProperty("Values").EnumerateObject().ToDictionary(value => value.Name.Replace("__", ":", StringComparison.Ordinal), value => value.Value.GetString(), StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in changes)
        {
            values[key] = value;
        }

        return new ConfigurationBuilder().AddInMemoryCollection(values).Build();
    }
}
