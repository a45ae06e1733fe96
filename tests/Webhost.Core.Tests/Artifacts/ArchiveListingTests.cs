using System.Formats.Tar;
using Webhost.Core.Artifacts;

namespace Webhost.Core.Tests.Artifacts;

public sealed class ArchiveListingTests
{
    // Of the nine digits, as the catalogues of checksums give it.
    private const uint CheckValue = 0xCBF43926;

    private static readonly ArchiveLimits Limits = new() { MaximumArchiveBytes = 4 * 1024 * 1024, MaximumUnpackedBytes = 1024 * 1024, MaximumEntries = 20 };

    [Theory]
    [InlineData("zip")]
    [InlineData("tar.gz")]
    public async Task Files_are_listed_by_path_with_size_and_checksum(string kind)
    {
        var files = await ListAsync(Pack(kind, ("src/index.js", "123456789"), ("agent.config.json", "123456789"), ("src/deep/ünï.txt", "")));

        Assert.Equal([new("agent.config.json", 9, CheckValue), new("src/deep/ünï.txt", 0, 0), new ArchivedFile("src/index.js", 9, CheckValue)], files);
    }

    [Theory]
    [InlineData("zip")]
    [InlineData("tar.gz")]
    public async Task An_archive_of_one_folder_is_that_folder_and_litter_is_left_out(string kind)
    {
        var files = await ListAsync(Pack(kind, ("my-agent-main/agent.config.json", "{}"), ("my-agent-main/index.js", "1"), ("__MACOSX/x", "litter")));

        Assert.Equal(["agent.config.json", "index.js"], files!.Select(file => file.Path));
    }

    [Fact]
    public async Task Entries_that_would_not_be_unpacked_are_not_listed()
    {
        var archive = TestArchive.TarGz(tar =>
        {
            tar.WriteEntry(TestArchive.File("../outside.js", "1"));
            tar.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, "link.js") { LinkName = "/etc/passwd" });
            tar.WriteEntry(TestArchive.File("index.js", "1"));
        });

        Assert.Equal("index.js", Assert.Single((await ListAsync(archive))!).Path);
    }

    [Theory]
    [InlineData("zip")]
    [InlineData("tar.gz")]
    public async Task What_is_damaged_or_beyond_the_limits_has_no_list(string kind)
    {
        var whole = Pack(kind, ("agent.config.json", "{}"), ("index.js", new string('x', 4096)));
        var many = Pack(kind, [.. Enumerable.Range(0, 21).Select(number => ($"file-{number}.js", "1"))]);

        Assert.Null(await ListAsync(whole[..(whole.Length / 2)]));
        Assert.Null(await ListAsync(many));
        Assert.Null(await ListAsync([]));
    }

    [Fact]
    public async Task A_bomb_is_not_read_to_its_end()
    {
        Assert.Null(await ListAsync(TestArchive.TarGz(("zeros", new string('\0', 2 * 1024 * 1024)))));
    }

    private static async Task<IReadOnlyList<ArchivedFile>?> ListAsync(byte[] archive)
    {
        using var stream = new MemoryStream(archive);
        return await ArchiveListing.ReadAsync(stream, Limits, CancellationToken.None);
    }

    private static byte[] Pack(string kind, params (string Name, string Content)[] entries) => kind is "zip" ? TestArchive.Zip(entries) : TestArchive.TarGz(entries);
}
