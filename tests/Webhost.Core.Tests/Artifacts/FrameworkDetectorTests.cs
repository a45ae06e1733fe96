using Webhost.Core.Artifacts;

namespace Webhost.Core.Tests.Artifacts;

public sealed class FrameworkDetectorTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("package.json", """{"dependencies":{"agents":"^0.3.0"}}""", "cloudflare-agents")]
    [InlineData("package.json", """{"dependencies":{"hono":"4","@langchain/langgraph":"1"}}""", "langgraph")]
    [InlineData("package.json", """{"devDependencies":{"hono":"4"}}""", "hono")]
    [InlineData("package.json", """{"dependencies":{"@mastra/core":"1"}}""", "mastra")]
    [InlineData("package.json", """{"dependencies":{"left-pad":"1"}}""", null)]
    [InlineData("package.json", "{}", null)]
    [InlineData("package.json", "not json", null)]
    [InlineData("package.json", "[1]", null)]
    [InlineData("requirements.txt", "# comment\nrequests==2\nCrewAI[tools]>=0.80\n", "crewai")]
    [InlineData("requirements.txt", "strands_agents\n", "strands")]
    [InlineData("requirements.txt", "langgraph-checkpoint\n", null)]
    [InlineData("pyproject.toml", "[project]\ndependencies = [\"langgraph>=0.2\", 'httpx']\n", "langgraph")]
    [InlineData("README.md", "agents", null)]
    public void The_framework_is_told_from_package_files(string file, string content, string? framework)
    {
        folder.Write(file, content);

        Assert.Equal(framework, FrameworkDetector.Detect(folder.Path, "src/index.ts"));
        Assert.Equal(framework, FrameworkDetector.Detect(folder.Path, "index.ts"));
        Assert.Equal(framework, FrameworkDetector.Detect(folder.Path, string.Empty));
    }

    [Fact]
    public void The_package_files_nearest_to_the_entry_point_win()
    {
        folder.Write("package.json", """{"devDependencies":{"hono":"4"}}""");
        folder.Write("agents/support/package.json", """{"dependencies":{"@langchain/langgraph":"1"}}""");
        folder.Write("agents/sales/package.json", """{"dependencies":{"left-pad":"1"}}""");

        Assert.Equal("langgraph", FrameworkDetector.Detect(folder.Path, "agents/support/src/index.ts"));
        Assert.Equal("hono", FrameworkDetector.Detect(folder.Path, "agents/sales/src/index.ts"));
        Assert.Equal("hono", FrameworkDetector.Detect(folder.Path, "index.ts"));
    }
}
