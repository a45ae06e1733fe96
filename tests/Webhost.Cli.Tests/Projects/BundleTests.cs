using System.Diagnostics;
using System.IO.Compression;
using System.Net.Sockets;
using Webhost.Cli.Projects;
using Webhost.Cli.Tests.Support;

namespace Webhost.Cli.Tests.Projects;

public sealed class BundleTests : IDisposable
{
    private readonly TestFolder project = new();

    public void Dispose() => project.Dispose();

    [Fact]
    public async Task The_same_files_make_the_same_bytes_whenever_they_were_written()
    {
        project.With("src/b.js", "b").With("src/a.js", "a").With("agent.config.json", "{}");
        var first = await PackAsync();

        File.SetLastWriteTimeUtc(project.At("src/a.js"), new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc));
        File.SetUnixFileMode(project.At("src/a.js"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        File.Delete(project.At("src/b.js"));
        project.With("src/b.js", "b");
        var second = await PackAsync();

        Assert.Equal(first, second);
    }

    [Fact]
    public async Task Files_are_stored_by_their_paths_in_order_with_their_content()
    {
        project.With("src/b.js", "b").With("src/a.js", "a").With("agent.config.json", "{}").With("node_modules/x/index.js").With(".env", "SECRET=1");

        using var archive = new ZipArchive(new MemoryStream(await PackAsync()));

        Assert.Equal(["agent.config.json", "src/a.js", "src/b.js"], archive.Entries.Select(entry => entry.FullName));
        using var reader = new StreamReader(archive.Entries[1].Open());
        Assert.Equal("a", reader.ReadToEnd());
    }

    [Fact]
    public async Task A_link_inside_becomes_its_content_and_one_to_the_outside_is_left_out()
    {
        using var outside = new TestFolder().With("secret.txt", "secret");
        project.With("real.txt", "real").With("folder/x.txt", "x");
        File.CreateSymbolicLink(project.At("inside.txt"), project.At("real.txt"));
        File.CreateSymbolicLink(project.At("outside.txt"), outside.At("secret.txt"));
        Directory.CreateSymbolicLink(project.At("linked"), project.At("folder"));

        var files = BundleFiles.Collect(project.Path, new IgnoreRules([]));
        using var archive = new ZipArchive(new MemoryStream(await PackAsync()));

        Assert.Equal(["linked", "outside.txt"], files.SkippedLinks.Order(StringComparer.Ordinal));
        Assert.Equal(["folder/x.txt", "inside.txt", "real.txt"], archive.Entries.Select(entry => entry.FullName));
    }

    [Fact]
    public async Task Pipes_and_sockets_are_left_out_and_not_waited_for()
    {
        project.With("empty.txt", string.Empty).With("real.txt", "real");
        using var pipe = Process.Start("mkfifo", project.At("pipe"));
        await pipe.WaitForExitAsync();
        File.CreateSymbolicLink(project.At("to-pipe"), "pipe");
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(project.At("socket")));

        var files = BundleFiles.Collect(project.Path, new IgnoreRules([]));

        Assert.Equal(["pipe", "socket", "to-pipe"], files.SkippedDevices.Order(StringComparer.Ordinal));
        Assert.Equal(["empty.txt", "real.txt"], files.Files.Select(file => file.Path));
    }

    [Fact]
    public void A_link_to_what_the_rules_keep_at_home_is_left_out()
    {
        project.With(".env", "SECRET=1").With("node_modules/x/index.js", "x").With("real.txt", "real");
        File.CreateSymbolicLink(project.At("settings.txt"), ".env");
        File.CreateSymbolicLink(project.At("x.js"), "node_modules/x/index.js");
        File.CreateSymbolicLink(project.At("y.txt"), "z.txt");
        File.CreateSymbolicLink(project.At("z.txt"), "real.txt");

        var files = BundleFiles.Collect(project.Path, new IgnoreRules([]));

        Assert.Equal(["settings.txt", "x.js"], files.SkippedLinks.Order(StringComparer.Ordinal));
        Assert.Equal(["real.txt", "y.txt", "z.txt"], files.Files.Select(file => file.Path));
    }

    [Fact]
    public void A_link_through_a_folder_that_leads_out_of_the_project_is_left_out_and_so_is_one_in_a_circle()
    {
        using var outside = new TestFolder().With("passwd", "secret");
        project.With("real.txt", "real");
        Directory.CreateSymbolicLink(project.At("sub"), outside.Path);
        File.CreateSymbolicLink(project.At("out"), "sub/passwd");
        File.CreateSymbolicLink(project.At("circle"), "circle/x");

        var files = BundleFiles.Collect(project.Path, new IgnoreRules([]));

        Assert.Equal(["circle", "out", "sub"], files.SkippedLinks.Order(StringComparer.Ordinal));
        Assert.Equal("real.txt", Assert.Single(files.Files).Path);
    }

    [Fact]
    public void A_project_that_is_itself_reached_through_a_link_keeps_its_links()
    {
        using var elsewhere = new TestFolder();
        project.With("real.txt", "real");
        File.CreateSymbolicLink(project.At("inside.txt"), project.At("real.txt"));
        Directory.CreateSymbolicLink(elsewhere.At("project"), project.Path);

        Assert.Empty(BundleFiles.Collect(elsewhere.At("project"), new IgnoreRules([])).SkippedLinks);
    }

    [Fact]
    public async Task The_temporary_file_is_gone_afterwards()
    {
        project.With("a.txt", "a");
        string file;
        using (var bundle = await Bundle.CreateAsync(BundleFiles.Collect(project.Path, new IgnoreRules([])).Files, CancellationToken.None))
        {
            file = bundle.File;
            Assert.True(File.Exists(file));
        }

        Assert.False(File.Exists(file));
    }

    private async Task<byte[]> PackAsync()
    {
        using var bundle = await Bundle.CreateAsync(BundleFiles.Collect(project.Path, new IgnoreRules([])).Files, CancellationToken.None);
        return await File.ReadAllBytesAsync(bundle.File);
    }
}
