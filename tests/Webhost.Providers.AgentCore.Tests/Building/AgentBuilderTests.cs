using System.IO.Compression;
using Webhost.Core.Artifacts;
using Webhost.Core.Providers;
using Webhost.Core.Results;
using Webhost.Providers.AgentCore.Tests.Fakes;

namespace Webhost.Providers.AgentCore.Tests.Building;

public sealed class AgentBuilderTests : IDisposable
{
    private const int Runnable = 0b111_101_101;
    private const int Readable = 0b110_100_100;

    private readonly string folder = Directory.CreateTempSubdirectory("wh-build-").FullName;
    private int builds;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task The_archive_holds_the_code_and_the_helper_and_may_be_read_by_everybody()
    {
        Write("main.py", "8080").Write("lib/tool.sh", "#!/bin/sh\n").Write("__pycache__/main.pyc", "x").Write(".git/HEAD", "x");

        var built = (await BuildAsync("main.py")).Value;

        await using var zip = await ZipFile.OpenReadAsync(built.ArchivePath);
        Assert.Equal(["lib/tool.sh", "main.py", "webhost_runtime.py"], zip.Entries.Select(entry => entry.FullName));
        Assert.Equal([Runnable, Readable, Readable], zip.Entries.Select(entry => (entry.ExternalAttributes >> 16) & 0b111_111_111));
        Assert.Equal(("PYTHON_3_13", "main.py", 64), (built.Facts["codeRuntime"], built.Facts["entryPoint"], built.Facts["sha256"].Length));
        Assert.Empty(built.Warnings);
    }

    [Fact]
    public async Task A_helper_that_the_customer_brings_stays_theirs()
    {
        Write("index.js", "8080").Write("webhost-runtime.cjs", "// mine");

        var built = (await BuildAsync("index.js")).Value;

        await using var zip = await ZipFile.OpenReadAsync(built.ArchivePath);
        using var reader = new StreamReader(await zip.GetEntry("webhost-runtime.cjs")!.OpenAsync());
        Assert.Equal("// mine", await reader.ReadToEndAsync());
        Assert.Equal("NODE_22", built.Facts["codeRuntime"]);
    }

    [Fact]
    public async Task Packages_that_were_not_brought_along_are_named()
    {
        Write("main.py", "8080").Write("requirements.txt", "# comment\nrequests[socks]==2.32\nMy.Package>=1\n-r other.txt\n\nvendored\nsingle_file\n")
            .Write("vendored/__init__.py", "x").Write("My_Package-1.2.dist-info/METADATA", "x").Write("single-file.py", "x");

        var failure = Assert.IsType<Failure.Invalid>((await BuildAsync("main.py")).Failure);

        Assert.Contains("not in the archive: requests.", failure.Message, StringComparison.Ordinal);
        Assert.Contains("--python-version 3.13", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Packages_that_are_needed_on_some_machines_alone_are_pointed_out_and_not_asked_for()
    {
        Write("main.py", "8080").Write("requirements.txt", "click==8.1 # the colours; are colorama's\ncolorama==0.4.6 ; sys_platform == 'win32'\ntyping-extensions; python_version < '3.11'\n").Write("click/__init__.py", "x");

        var built = (await BuildAsync("main.py")).Value;

        Assert.Contains("colorama, typing-extensions.", Assert.Single(built.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Node_modules_that_were_not_brought_along_are_named()
    {
        Write("index.js", "8080").Write("package.json", """{"dependencies":{"express":"5","@scope/there":"1"},"devDependencies":{"typescript":"5"}}""").Write("node_modules/@scope/there/package.json", "{}");

        var failure = Assert.IsType<Failure.Invalid>((await BuildAsync("index.js")).Failure);

        Assert.Contains("not in the archive: express.", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("arm64", "x86_64", "aarch64")]
    [InlineData("x86_64", "aarch64", "x86_64")]
    public async Task Machine_code_for_another_processor_is_pointed_out(string architecture, string other, string own)
    {
        Write("main.py", "8080").Write($"numpy/core.cpython-313-{other}-linux-gnu.so", "\u007fELF").Write($"numpy/more.cpython-313-{own}-linux-gnu.so", "\u007fELF");

        var warning = Assert.Single((await BuildAsync("main.py", settings: ("AgentCore:Architecture", architecture))).Value.Warnings);

        Assert.Contains($"numpy/core.cpython-313-{other}-linux-gnu.so", warning, StringComparison.Ordinal);
        Assert.Contains($"runs on {architecture}. Install the packages with --platform manylinux2014_{own}.", warning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_missing_is_to_be_installed_for_the_machine_that_will_run_it()
    {
        Write("main.py", "8080").Write("requirements.txt", "requests\n");

        var built = await BuildAsync("main.py", settings: [("AgentCore:Architecture", "x86_64"), ("AgentCore:DefaultPython", "PYTHON_3_11")]);

        Assert.Contains("--platform manylinux2014_x86_64 --only-binary=:all: --python-version 3.11", built.Failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("main.py", "NODE_22")]
    [InlineData("index.js", "PYTHON_3_13")]
    [InlineData("main.py", "PYTHON_3_9")]
    public async Task A_language_that_does_not_run_the_file_is_refused(string entrypoint, string runtime)
    {
        Write(entrypoint, "8080");

        var failure = Assert.IsType<Failure.Invalid>((await BuildAsync(entrypoint, runtime)).Failure);

        Assert.Equal("agentcore.codeRuntime", failure.Problems[0].Path);
    }

    [Fact]
    public async Task A_language_is_taken_from_the_manifest()
    {
        Write("main.py", "8080");

        Assert.Equal("PYTHON_3_10", (await BuildAsync("main.py", "PYTHON_3_10")).Value.Facts["codeRuntime"]);
    }

    [Fact]
    public async Task An_image_needs_no_code_and_can_be_switched_off()
    {
        await using var off = new TestRuntime(("AgentCore:ContainerImages", "false"));
        var manifest = new AgentManifest { Protocol = "invoke/v1", Runtime = "agentcore", Entrypoint = string.Empty, ContainerUri = "public.ecr.aws/team/agent:1" };

        var built = await BuildAsync(manifest);
        var refused = await off.Provider.BuildAsync(Input(manifest), CancellationToken.None);

        Assert.Equal("public.ecr.aws/team/agent:1", Assert.Single(built.Value.Facts).Value);
        Assert.IsType<Failure.Invalid>(refused.Failure);
    }

    private AgentBuilderTests Write(string name, string text)
    {
        var path = Path.Combine(folder, "source", name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return this;
    }

    private Task<Result<BuildOutput>> BuildAsync(string entrypoint, string? runtime = null, params (string Key, string Value)[] settings) =>
        BuildAsync(new AgentManifest { Protocol = "invoke/v1", Runtime = "agentcore", Entrypoint = entrypoint, CodeRuntime = runtime }, settings);

    private async Task<Result<BuildOutput>> BuildAsync(AgentManifest manifest, params (string Key, string Value)[] settings)
    {
        await using var runtime = new TestRuntime(settings);
        return await runtime.Provider.BuildAsync(Input(manifest), CancellationToken.None);
    }

    private BuildInput Input(AgentManifest manifest) => new()
    {
        SourceDirectory = Directory.CreateDirectory(Path.Combine(folder, "source")).FullName,
        WorkDirectory = Directory.CreateDirectory(Path.Combine(folder, $"work{builds++}")).FullName,
        Manifest = manifest,
        Log = _ => { },
    };
}
