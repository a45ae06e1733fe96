namespace Webhost.Conventions.Tests.Documents;

public sealed class OpenApiTests
{
    [Fact]
    public async Task The_committed_description_of_the_api_is_what_the_code_gives()
    {
        var committed = File.Exists(OpenApiSnapshot.File) ? await File.ReadAllLinesAsync(OpenApiSnapshot.File) : [];

        var generated = OpenApiSnapshot.Generate().TrimEnd('\n').Split('\n');

        var line = committed.Zip(generated).TakeWhile(pair => string.Equals(pair.First, pair.Second, StringComparison.Ordinal)).Count();
        Assert.True(
            committed.Length == generated.Length && line == generated.Length,
            $"docs/openapi.json differs from the API from line {line + 1} on. If the change is meant, renew the file with './dev openapi', look at what changed, and commit it."
            + $"\ncommitted: {committed.ElementAtOrDefault(line)}\ngenerated: {generated.ElementAtOrDefault(line)}");
    }
}
