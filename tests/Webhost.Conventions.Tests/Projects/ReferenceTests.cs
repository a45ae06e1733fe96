namespace Webhost.Conventions.Tests.Projects;

/// <summary>Dependencies run one way: Contracts ← Core ← {Storage, adapters} ← functions (the conventions, and ARCHITECTURE.md).</summary>
public sealed class ReferenceTests
{
    private const string Contracts = "Webhost.Contracts";
    private const string Core = "Webhost.Core";
    private const string Storage = "Webhost.Storage";

    // Adapters to what others provide: they know the core, and never each other.
    private static readonly string[] Adapters = ["Webhost.Providers.", "Webhost.Billing.", "Webhost.Mail"];

    [Fact]
    public void A_shared_project_references_only_what_lies_below_it()
    {
        var wrong = Project.In("shared").SelectMany(project => project.References.Where(file => !IsBelow(project.Name, file)).Select(file => $"{project.Name} → {file}"));

        Assert.Empty(wrong);
    }

    [Fact]
    public void Functions_references_the_shared_projects_alone()
    {
        var wrong = Project.In("functions").SelectMany(project => project.References).Where(file => Project.AreaOf(file) != "shared");

        Assert.Empty(wrong);
    }

    [Fact]
    public void The_command_line_knows_the_contracts_alone()
    {
        var known = Project.In("cli").SelectMany(project => project.References).Distinct(StringComparer.Ordinal);

        Assert.Equal(["shared/Webhost.Contracts/Webhost.Contracts.csproj"], known);
    }

    [Fact]
    public void Nothing_that_ships_references_the_local_stack_tests_or_benchmarks()
    {
        string[] own = ["local", "tests", "bench"];

        var wrong = Project.All.Where(project => !own.Contains(project.Area, StringComparer.Ordinal))
            .SelectMany(project => project.References.Where(file => own.Contains(Project.AreaOf(file), StringComparer.Ordinal)).Select(file => $"{project.Name} → {file}"));

        Assert.Empty(wrong);
    }

    [Fact]
    public void Stand_ins_are_reached_only_as_official_packages()
    {
        // Tests of a stand-in's inner parts reach it directly; the official build leaves them out (Directory.Solution.targets).
        var outside = Project.All.Where(project => project.Area != "polyfills" && !project.Name.StartsWith("Microsoft.", StringComparison.Ordinal));

        var wrong = outside.SelectMany(project => project.References.Where(file => Project.AreaOf(file) == "polyfills")
            .Concat(project.Packages.Where(package => Project.In("polyfills").Any(standIn => standIn.Name == package)))
            .Select(reference => $"{project.Name} → {reference}"));

        Assert.Empty(wrong);
    }

    [Fact]
    public async Task Every_official_package_has_a_version_and_a_stand_in_or_is_for_the_build_only()
    {
        var versions = await File.ReadAllTextAsync(RepositoryRoot.Combine("Directory.Packages.props"));

        var missing = Project.All.SelectMany(project => project.OfficialPackages).Distinct(StringComparer.Ordinal)
            .Where(package => !versions.Contains($"\"{package}\"", StringComparison.Ordinal)
                || (!package.EndsWith(".Sdk", StringComparison.Ordinal) && !Project.In("polyfills").Any(standIn => standIn.Name == package)));

        Assert.Empty(missing);
    }

    [Fact]
    public async Task Every_project_is_in_the_solution()
    {
        var solution = await File.ReadAllTextAsync(RepositoryRoot.Combine("Webhost.sln"));

        var missing = Project.All.Select(project => project.Name).Where(name => !solution.Contains($"\"{name}\"", StringComparison.Ordinal));

        Assert.Empty(missing);
    }

    private static bool IsBelow(string project, string file) => project switch
    {
        Contracts => false,
        Core => Project.NameOf(file) == Contracts,
        Storage => Project.NameOf(file) is Contracts or Core,
        _ when Adapters.Any(adapter => project.StartsWith(adapter, StringComparison.Ordinal)) => Project.NameOf(file) is Contracts or Core,
        _ => throw new InvalidOperationException($"shared/ has the new project {project}: say here what it may reference."),
    };
}
