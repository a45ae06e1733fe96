using Microsoft.Azure.Functions.Worker.Tests.Http;

namespace Microsoft.Azure.Functions.Worker.Tests.Hosting;

public sealed class LocalSettingsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("functions-").FullName;

    [Fact]
    public void Values_become_names_of_environment_variables()
    {
        IReadOnlyDictionary<string, string> values = LocalSettings.Read(
            """{ "IsEncrypted": false, /* local */ "Values": { "Plain": "a", "Section:Key": "b", "Section__Other": 3, }, }""", "local.settings.json");

        Assert.Equal(["Plain=a", "Section__Key=b", "Section__Other=3"], values.Select(pair => $"{pair.Key}={pair.Value}").Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("Development", null, "from-file")]
    [InlineData("Development", "from-environment", "from-environment")]
    [InlineData("Production", null, null)]
    public async Task Only_in_development_and_below_the_environment_the_file_counts(string environment, string? variable, string? prefix)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "local.settings.json"), """{"Values":{"AzureWebJobs__Context__Disabled":"true","Marker":"from-file"}}""");
        await using ChildProcess app = AppProcess.Launch(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["FUNCTIONS_APPLICATION_DIRECTORY"] = _folder,
            ["AZURE_FUNCTIONS_ENVIRONMENT"] = environment,
            ["Marker"] = variable,
            ["PrintMarker"] = "true",
        });

        Assert.Equal($"marker: {prefix}", await app.WaitForLineAsync(line => line.StartsWith("marker:", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_malformed_file_stops_the_start_and_is_named()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "local.settings.json"), "{");
        await using ChildProcess app = AppProcess.Launch(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["FUNCTIONS_APPLICATION_DIRECTORY"] = _folder,
            ["AZURE_FUNCTIONS_ENVIRONMENT"] = "Development",
        });

        Assert.NotEqual(0, await app.WaitForExitAsync());
        Assert.Contains($"{_folder}/local.settings.json is not a valid settings file", app.Output, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
