using Webhost.Cli.Projects;
using Webhost.Cli.Shell;
using Webhost.Cli.Tests.Support;

namespace Webhost.Cli.Tests.Projects;

public sealed class InstalledPackagesTests : IDisposable
{
    private readonly TestFolder project = new();

    public void Dispose() => project.Dispose();

    [Fact]
    public void What_lies_in_plain_folders_is_left_as_it_is()
    {
        project.With("package.json", """{"dependencies":{"a":"1"}}""");
        Package("node_modules/a", "a", "1");

        Assert.False(InstalledPackages.Of(project.Path, "index.js").AreLinked);
    }

    [Fact]
    public void Packages_of_a_linked_store_are_packed_as_plain_folders_each_once_and_nothing_that_only_development_needs()
    {
        project.With("package.json", """{"dependencies":{"a":"1","b":"1"},"devDependencies":{"tool":"1"}}""").With("index.js");
        Store("a@1", "a", """{"name":"a","dependencies":{"c":"1"}}""", "c@1");
        Store("b@1", "b", """{"name":"b","dependencies":{"c":"1"}}""", "c@1");
        Store("c@1", "c", """{"name":"c"}""");
        Store("tool@1", "tool", """{"name":"tool"}""");
        foreach (var name in (string[])["a", "b", "tool"])
        {
            Link($"node_modules/{name}", $"node_modules/.pnpm/{name}@1/node_modules/{name}");
        }

        var packages = InstalledPackages.Of(project.Path, "index.js");
        var files = BundleFiles.Collect(project.Path, new IgnoreRules([], includeNodeModules: true), packages);

        Assert.True(packages.AreLinked);
        Assert.Empty(files.SkippedLinks);
        Assert.Equal(
            ["index.js", "node_modules/a/index.js", "node_modules/a/package.json", "node_modules/b/index.js", "node_modules/b/package.json", "node_modules/c/index.js", "node_modules/c/package.json", "package.json"],
            files.Files.Select(file => file.Path));
    }

    [Fact]
    public void Everybody_keeps_the_version_that_they_had()
    {
        project.With("package.json", """{"dependencies":{"a":"1","c":"2"}}""");
        Store("a@1", "a", """{"name":"a","dependencies":{"b":"1"}}""", "b@1");
        Store("b@1", "b", """{"name":"b","dependencies":{"c":"1"}}""", "c@1");
        Store("c@1", "c", """{"name":"c","dependencies":{"b":"1"}}""", "b@1");
        Store("c@2", "c", """{"name":"c"}""");
        Link("node_modules/a", "node_modules/.pnpm/a@1/node_modules/a");
        Link("node_modules/c", "node_modules/.pnpm/c@2/node_modules/c");

        var places = InstalledPackages.Of(project.Path, "index.js").Places.ToDictionary(place => place.Key, place => Path.GetRelativePath(project.At("node_modules/.pnpm"), place.Value).Split('/')[0]);

        Assert.Equal(
            new Dictionary<string, string> { ["node_modules/a"] = "a@1", ["node_modules/c"] = "c@2", ["node_modules/b"] = "b@1", ["node_modules/b/node_modules/c"] = "c@1" },
            places);
    }

    [Fact]
    public void A_member_of_a_workspace_takes_along_its_neighbours_and_what_lies_in_the_folder_above()
    {
        project.With("packages/agent/package.json", """{"name":"agent","dependencies":{"@acme/lib":"*","hono":"4"}}""").With("packages/agent/src/index.ts")
            .With("packages/lib/package.json", """{"name":"@acme/lib","dependencies":{"dayjs":"1"}}""").With("packages/lib/src/index.ts").With("packages/lib/.env", "SECRET=1");
        Package("node_modules/dayjs", "dayjs", "1");
        Package("node_modules/hono", "hono", "4");
        Link("node_modules/@acme/lib", "packages/lib");

        var agent = project.At("packages/agent");
        var files = BundleFiles.Collect(agent, new IgnoreRules([], includeNodeModules: true), InstalledPackages.Of(agent, "src/index.ts"));

        Assert.Equal(
            [
                "node_modules/@acme/lib/package.json", "node_modules/@acme/lib/src/index.ts", "node_modules/dayjs/index.js", "node_modules/dayjs/package.json",
                "node_modules/hono/index.js", "node_modules/hono/package.json", "package.json", "src/index.ts",
            ],
            files.Files.Select(file => file.Path));
    }

    [Fact]
    public void From_the_root_of_a_workspace_the_package_with_the_entry_point_says_what_is_needed()
    {
        project.With("package.json", """{"workspaces":["packages/*"]}""").With("packages/agent/package.json", """{"name":"agent","dependencies":{"@acme/lib":"*"}}""").With("packages/agent/src/index.ts")
            .With("packages/lib/package.json", """{"name":"@acme/lib"}""").With("packages/site/package.json", """{"name":"site","dependencies":{"react":"1"}}""");
        Package("node_modules/react", "react", "1");
        Link("node_modules/@acme/lib", "packages/lib");

        var packages = InstalledPackages.Of(project.Path, "packages/agent/src/index.ts");

        Assert.True(packages.AreLinked);
        Assert.Equal(["node_modules/@acme/lib"], packages.Places.Keys);
    }

    [Fact]
    public void A_link_to_what_is_no_package_of_that_name_is_not_followed()
    {
        using var outside = new TestFolder().With("package.json", """{"name":"private"}""").With("secret.txt", "secret");
        project.With("package.json", """{"dependencies":{"a":"1","..":"1"}}""");
        Directory.CreateDirectory(project.At("node_modules"));
        Directory.CreateSymbolicLink(project.At("node_modules/a"), outside.Path);

        var packages = InstalledPackages.Of(project.Path, "index.js");

        Assert.Empty(packages.Places);
        Assert.Equal(["a"], packages.Missing);
    }

    [Fact]
    public void Versions_that_need_each_other_in_a_circle_end_in_an_error_and_not_in_endless_folders()
    {
        project.With("package.json", """{"dependencies":{"x":"1"}}""");
        Store("x@1", "x", """{"name":"x","dependencies":{"y":"1"}}""", "y@1");
        Store("y@1", "y", """{"name":"y","dependencies":{"x":"2"}}""", "x@2");
        Store("x@2", "x", """{"name":"x","dependencies":{"y":"2"}}""", "y@2");
        Store("y@2", "y", """{"name":"y","dependencies":{"x":"1"}}""", "x@1");
        Link("node_modules/x", "node_modules/.pnpm/x@1/node_modules/x");

        var failure = Assert.Throws<CliException>(() => InstalledPackages.Of(project.Path, "index.js"));

        Assert.Contains("in a circle", failure.Error.Message, StringComparison.Ordinal);
    }

    private void Package(string place, string name, string version) => project.With($"{place}/package.json", $$"""{"name":"{{name}}","version":"{{version}}"}""").With($"{place}/index.js");

    private void Store(string place, string name, string manifest, params string[] dependencies)
    {
        project.With($"node_modules/.pnpm/{place}/node_modules/{name}/package.json", manifest).With($"node_modules/.pnpm/{place}/node_modules/{name}/index.js");
        foreach (var dependency in dependencies)
        {
            var other = dependency.Split('@')[0];
            Link($"node_modules/.pnpm/{place}/node_modules/{other}", $"node_modules/.pnpm/{dependency}/node_modules/{other}");
        }
    }

    private void Link(string place, string target)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(project.At(place))!);
        Directory.CreateSymbolicLink(project.At(place), Path.GetRelativePath(Path.GetDirectoryName(project.At(place))!, project.At(target)));
    }
}
