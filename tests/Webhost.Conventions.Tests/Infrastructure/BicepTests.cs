using System.Reflection;
using System.Text.RegularExpressions;

namespace Webhost.Conventions.Tests.Infrastructure;

/// <summary>What an installation in Azure is made of (infra/): it can't be deployed here, but it compiles, and speaks of settings that there are.</summary>
public sealed partial class BicepTests
{
    private static readonly string Folder = RepositoryRoot.Combine("infra");

    [Theory]
    [InlineData("build", "main.bicep")]
    [InlineData("build-params", "main.bicepparam")]
    public async Task Every_file_compiles_without_a_warning(string command, string file)
    {
        await using var compiler = ChildProcess.Start(Compiler(), [command, Path.Combine(Folder, file), "--stdout"], environment: new Dictionary<string, string?>(StringComparer.Ordinal) { ["DOTNET_BUNDLE_EXTRACT_BASE_DIR"] = Path.GetTempPath() });

        await compiler.WaitForExitAsync();

        Assert.True(compiler.ExitCode == 0, compiler.Output);
        Assert.DoesNotMatch(Complaint(), compiler.Output);
    }

    [Fact]
    public async Task Every_setting_that_is_named_is_explained()
    {
        var known = await File.ReadAllTextAsync(RepositoryRoot.Combine("docs", "settings.md"));

        foreach (var file in Directory.EnumerateFiles(Folder, "*.bicep*", SearchOption.AllDirectories))
        {
            var named = Setting().Matches(await File.ReadAllTextAsync(file)).Select(match => match.Value).ToList();

            // The host's own, by which it reaches the storage account with an identity.
            Assert.All(named.Where(name => !name.StartsWith("AzureWebJobsStorage__", StringComparison.Ordinal)), name => Assert.Contains($"`{name}`", known, StringComparison.Ordinal));
        }
    }

    // Restored with this project's packages, for the platform that it is built on.
    private static string Compiler()
    {
        var path = typeof(BicepTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(item => string.Equals(item.Key, "BicepCompiler", StringComparison.Ordinal)).Value!;
        return File.Exists(path) ? path : throw new FileNotFoundException($"{path} is missing: restore this project's packages.", path);
    }

    [GeneratedRegex(@"\) : (Warning|Error|Info) ", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Complaint();

    [GeneratedRegex(@"\b[A-Z]\w*?__\w+\b", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Setting();
}
