using Webhost.Cli.Projects;

namespace Webhost.Cli.Tests.Projects;

public sealed class IgnoreRulesTests
{
    [Theory]
    [InlineData(".git", true)]
    [InlineData("sub/.git", true)]
    [InlineData("node_modules", true)]
    [InlineData("packages/a/node_modules", true)]
    [InlineData("dist", true)]
    [InlineData("src", false)]
    public void Usual_folders_stay_at_home(string path, bool ignored) =>
        Assert.Equal(ignored, new IgnoreRules([]).Ignores(path, isFolder: true));

    [Theory]
    [InlineData(".env", true)]
    [InlineData(".env.production", true)]
    [InlineData("sub/.env.local", true)]
    [InlineData(".dev.vars", true)]
    [InlineData(".npmrc", true)]
    [InlineData(".pnp.cjs", true)]
    [InlineData("sub/.pnp.loader.mjs", true)]
    [InlineData("debug.log", true)]
    [InlineData(".webhost.json", true)]
    [InlineData(".env.example", false)]
    [InlineData("src/env.ts", false)]
    [InlineData("agent.config.json", false)]
    public void Usual_files_stay_at_home(string path, bool ignored) =>
        Assert.Equal(ignored, new IgnoreRules([]).Ignores(path, isFolder: false));

    [Theory]
    [InlineData("*.md", "docs/a.md", true)]
    [InlineData("/*.md", "docs/a.md", false)]
    [InlineData("/*.md", "a.md", true)]
    [InlineData("docs/*.md", "docs/a.md", true)]
    [InlineData("docs/*.md", "docs/deep/a.md", false)]
    [InlineData("docs/**/*.md", "docs/deep/er/a.md", true)]
    [InlineData("docs/**", "docs/deep/a.txt", true)]
    [InlineData("**/test", "a/b/test", true)]
    [InlineData("file?.txt", "file1.txt", true)]
    [InlineData("file[0-3].txt", "file2.txt", true)]
    [InlineData("file[!0-3].txt", "file2.txt", false)]
    [InlineData("a.b", "aXb", false)]
    [InlineData("# comment", "# comment", false)]
    [InlineData(@"\#file", "#file", true)]
    [InlineData("test/", "test", false)]
    [InlineData("", "anything", false)]
    public void Lines_follow_the_rules_of_gitignore(string line, string file, bool ignored) =>
        Assert.Equal(ignored, new IgnoreRules([line]).Ignores(file, isFolder: false));

    [Theory]
    [InlineData("node_modules", false)]
    [InlineData("node_modules/bedrock-agentcore/dist", false)]
    [InlineData("packages/a/node_modules/@scope/b/dist", false)]
    [InlineData("dist", true)]
    [InlineData("packages/a/dist", true)]
    [InlineData("node_modules/a/.git", true)]
    public void A_package_that_is_uploaded_is_uploaded_whole(string path, bool ignored) =>
        Assert.Equal(ignored, new IgnoreRules([], includeNodeModules: true).Ignores(path, isFolder: true));

    [Fact]
    public void A_later_line_wins()
    {
        var rules = new IgnoreRules(["*.txt", "!keep.txt", "!.env", "!dist/"]);

        Assert.True(rules.Ignores("a.txt", isFolder: false));
        Assert.False(rules.Ignores("keep.txt", isFolder: false));
        Assert.False(rules.Ignores(".env", isFolder: false));
        Assert.False(rules.Ignores("dist", isFolder: true));
    }
}
