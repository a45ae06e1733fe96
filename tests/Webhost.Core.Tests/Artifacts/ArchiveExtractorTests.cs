using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Webhost.Contracts.Errors;
using Webhost.Core.Artifacts;
using Webhost.Core.Results;

namespace Webhost.Core.Tests.Artifacts;

public sealed class ArchiveExtractorTests : IDisposable
{
    private static readonly ArchiveLimits Limits = new() { MaximumArchiveBytes = 4 * 1024 * 1024, MaximumUnpackedBytes = 8 * 1024 * 1024 };

    private readonly TemporaryFolder folder = new();

    private string Target => folder.Below("source");

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("zip")]
    [InlineData("tar.gz")]
    public async Task A_plain_archive_is_unpacked_whole(string kind)
    {
        var archive = Pack(kind, ("agent.config.json", "{}"), ("src/index.js", "export default {}"), ("src/deep/er/ünï.txt", "ä"));

        var extracted = (await ExtractAsync(archive)).Value;

        Assert.Equal(Path.GetFullPath(Target), extracted.Root);
        Assert.Equal(3, extracted.Files);
        Assert.Equal("export default {}", await File.ReadAllTextAsync(folder.Below("source/src/index.js")));
        Assert.Equal("ä", await File.ReadAllTextAsync(folder.Below("source/src/deep/er/ünï.txt")));
    }

    [Theory]
    [InlineData("zip")]
    [InlineData("tar.gz")]
    public async Task An_only_folder_becomes_the_root(string kind)
    {
        var archive = Pack(kind, ("my-agent-main/agent.config.json", "{}"), ("my-agent-main/index.js", "1"), ("__MACOSX/x", "litter"));

        var extracted = (await ExtractAsync(archive)).Value;

        Assert.Equal(Path.Combine(Path.GetFullPath(Target), "my-agent-main"), extracted.Root);
    }

    [Fact]
    public async Task Litter_is_left_out()
    {
        var archive = TestArchive.Zip(
            ("agent.config.json", "{}"), (".git/config", "x"), ("__MACOSX/._a", "x"), ("src/.DS_Store", "x"), ("src/._index.js", "x"),
            ("node_modules/.bin/tool", "x"), ("node_modules/a/index.js", "1"));

        var extracted = (await ExtractAsync(archive)).Value;

        Assert.Equal(
            ["agent.config.json", "node_modules/a/index.js"],
            Directory.EnumerateFiles(extracted.Root, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(extracted.Root, path)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_tar_made_of_the_current_folder_is_unpacked()
    {
        var archive = TestArchive.TarGz(tar =>
        {
            tar.WriteEntry(new PaxTarEntry(TarEntryType.Directory, "./"));
            tar.WriteEntry(TestArchive.File("./agent.config.json", "{}"));
        });

        Assert.True(File.Exists(Path.Combine((await ExtractAsync(archive)).Value.Root, "agent.config.json")));
    }

    [Theory]
    [InlineData(TarEntryFormat.Pax)]
    [InlineData(TarEntryFormat.Gnu)]
    [InlineData(TarEntryFormat.Ustar)]
    [InlineData(TarEntryFormat.V7)]
    public async Task Each_tar_format_is_read_with_its_long_names(TarEntryFormat format)
    {
        var name = format == TarEntryFormat.V7 ? "a.js" : string.Join('/', Enumerable.Repeat("a-rather-long-folder-name", 7)) + "/a.js";
        var archive = TestArchive.TarGz(
            tar =>
            {
                TarEntry entry = format switch
                {
                    TarEntryFormat.Gnu => new GnuTarEntry(TarEntryType.RegularFile, name),
                    TarEntryFormat.Ustar => new UstarTarEntry(TarEntryType.RegularFile, name),
                    TarEntryFormat.V7 => new V7TarEntry(TarEntryType.V7RegularFile, name),
                    _ => new PaxTarEntry(TarEntryType.RegularFile, name),
                };
                entry.DataStream = new MemoryStream("content"u8.ToArray());
                tar.WriteEntry(entry);
                tar.WriteEntry(format == TarEntryFormat.V7 ? new V7TarEntry(TarEntryType.V7RegularFile, "b.js") : TestArchive.File("b.js", string.Empty));
            },
            format);

        var root = (await ExtractAsync(archive)).Value.Root;

        Assert.Equal("content", await File.ReadAllTextAsync(Path.Combine(Path.GetFullPath(Target), name)));
        Assert.Equal(Path.GetFullPath(Target), root);
    }

    [Theory]
    [InlineData("../evil.js", "leaves the archive")]
    [InlineData("a/../../evil.js", "leaves the archive")]
    [InlineData("a/..", "leaves the archive")]
    [InlineData("/etc/evil", "absolute")]
    [InlineData("C:/evil.js", "colon")]
    [InlineData("C:evil.js", "colon")]
    [InlineData("file.js:stream", "colon")]
    [InlineData("a\\..\\..\\evil.js", "backslash")]
    [InlineData("\\\\server\\share", "backslash")]
    [InlineData("a\nb.js", "control character")]
    [InlineData("CON", "reserved")]
    [InlineData("src/nul.js", "reserved")]
    [InlineData("src/com1 .txt", "reserved")]
    [InlineData("src/index.js.", "dot or a space")]
    [InlineData("src/a /index.js", "dot or a space")]
    public async Task A_name_that_means_harm_is_refused_in_either_kind(string name, string reason)
    {
        foreach (var kind in (string[])["zip", "tar.gz"])
        {
            await AssertRefusedAsync(Pack(kind, ("agent.config.json", "{}"), (name, "x")), reason);
        }
    }

    [Fact]
    public async Task A_name_with_a_null_character_is_refused()
    {
        // Written with a stand-in of the same length, since no writer lets a NUL through.
        var archive = TestArchive.Zip(("a0b.js", "x"));
        Replace(archive, "a0b.js"u8, "a\0b.js"u8);

        await AssertRefusedAsync(archive, "control character");
    }

    [Fact]
    public async Task A_name_that_is_not_utf8_is_refused()
    {
        var archive = TestArchive.Zip(("äb.js", "x"));
        Replace(archive, Encoding.UTF8.GetBytes("äb.js"), [0xff, 0xfe, .. "b.js"u8]);

        await AssertRefusedAsync(archive, "not UTF-8");
    }

    [Fact]
    public async Task Too_long_names_paths_and_depths_are_refused()
    {
        await AssertRefusedAsync(TestArchive.Zip((new string('a', 256), "x")), "longer than 255 bytes");
        await AssertRefusedAsync(TestArchive.Zip((string.Join('/', Enumerable.Repeat(new string('a', 100), 11)), "x")), "longer than 1024 bytes");
        await AssertRefusedAsync(TestArchive.Zip((string.Concat(Enumerable.Repeat("d/", 33)) + "x", "x")), "more than 32 deep");
        await AssertRefusedAsync(TestArchive.TarGz((string.Concat(Enumerable.Repeat("d/", 33)) + "x", "x")), "more than 32 deep");
    }

    [Theory]
    [InlineData("a.js", "a.js", "two entries")]
    [InlineData("a.js", "A.JS", "only in case")]
    [InlineData("a.js", "./a.js", "two entries")]
    [InlineData("a.js", "a//b.js", "two entries")]
    [InlineData("src/a.js", "src", "two entries")]
    [InlineData("src/a.js", "SRC/b.js", "only in case")]
    public async Task Names_that_clash_are_refused(string first, string second, string reason)
    {
        // "a.js" as a file and as a folder clash too: the names of the second row differ only in what follows.
        var other = second.Replace("a//b.js", "a.js/b.js", StringComparison.Ordinal);
        foreach (var kind in (string[])["zip", "tar.gz"])
        {
            await AssertRefusedAsync(Pack(kind, (first, "1"), (other, "2")), reason);
        }
    }

    [Theory]
    [InlineData(TarEntryType.SymbolicLink, "symbolic link")]
    [InlineData(TarEntryType.HardLink, "hard link")]
    [InlineData(TarEntryType.CharacterDevice, "neither a file nor a folder")]
    [InlineData(TarEntryType.BlockDevice, "neither a file nor a folder")]
    [InlineData(TarEntryType.Fifo, "neither a file nor a folder")]
    public async Task A_tar_entry_that_is_not_a_file_or_folder_is_refused(TarEntryType type, string reason)
    {
        var archive = TestArchive.TarGz(tar =>
        {
            var entry = new PaxTarEntry(type, "thing");
            if (type is TarEntryType.SymbolicLink or TarEntryType.HardLink)
            {
                entry.LinkName = "/etc/passwd";
            }

            tar.WriteEntry(TestArchive.File("agent.config.json", "{}"));
            tar.WriteEntry(entry);
        });

        await AssertRefusedAsync(archive, reason, "thing");
    }

    [Theory]
    [InlineData(0xA1FF, "symbolic link")]
    [InlineData(0x21B6, "neither a file nor a folder")]
    [InlineData(0x11B6, "neither a file nor a folder")]
    [InlineData(0x41ED, "both a file and a folder")]
    public async Task A_zip_entry_that_is_not_a_file_is_refused(int mode, string reason)
    {
        var archive = TestArchive.Zip(zip => TestArchive.Add(zip, "thing", "/etc/passwd", mode));

        await AssertRefusedAsync(archive, reason, "thing");
    }

    [Fact]
    public async Task An_encrypted_zip_is_refused()
    {
        var archive = TestArchive.Zip(("agent.config.json", "{}"));

        // The flag's lowest bit, in the local header and in the directory.
        archive[6] |= 1;
        archive[archive.AsSpan().IndexOf("PK\u0001\u0002"u8) + 8] |= 1;

        await AssertRefusedAsync(archive, "encrypted", "agent.config.json");
    }

    [Fact]
    public async Task A_single_file_over_the_limit_is_refused_while_it_is_unpacked()
    {
        var limits = Limits with { MaximumFileBytes = 1024 };

        await AssertRefusedAsync(TestArchive.Zip(("big.txt", new string('a', 1025))), "larger than 1 KB", "big.txt", limits);
        await AssertRefusedAsync(TestArchive.TarGz(("big.txt", new string('a', 1025))), "larger than 1 KB", "big.txt", limits);
    }

    [Theory]
    [InlineData("zip")]
    [InlineData("tar.gz")]
    public async Task A_decompression_bomb_is_refused(string kind)
    {
        var zeros = new string('\0', 1024 * 1024);
        var archive = Pack(kind, [.. Enumerable.Range(0, 9).Select(index => ($"{index}.bin", zeros))]);

        await AssertRefusedAsync(archive, "unpacks to more than 8 MB", limits: Limits);
        await AssertRefusedAsync(archive, "times its size", limits: Limits with { MaximumUnpackedBytes = long.MaxValue / 2, RatioFloorBytes = 1024 * 1024 });
    }

    [Fact]
    public async Task A_zip_that_lies_about_its_sizes_is_refused()
    {
        var archive = TestArchive.Zip(("a.txt", new string('a', 100_000)));

        // The unpacked length in the directory says 10 bytes.
        var directory = archive.AsSpan().IndexOf("PK\u0001\u0002"u8);
        BitConverter.TryWriteBytes(archive.AsSpan(directory + 24), 10);

        await AssertRefusedAsync(archive, "damaged");
    }

    [Fact]
    public async Task A_tar_bomb_of_headers_alone_is_refused()
    {
        var small = Limits with { MaximumUnpackedBytes = 1024, MaximumEntries = 10 };

        await AssertRefusedAsync(TestArchive.RawTarGz("long", 'L', 1 << 30, 4 * 1024 * 1024), "too long", limits: small);
        await AssertRefusedAsync(TestArchive.RawTarGz("pax", 'x', 1 << 30, 4 * 1024 * 1024), "too long", limits: small);
        await AssertRefusedAsync(TestArchive.RawTarGz(".git/skipped", '0', 4 * 1024 * 1024, 4 * 1024 * 1024), "unpacks to more than", limits: small);
    }

    [Theory]
    [InlineData("zip")]
    [InlineData("tar.gz")]
    public async Task Too_many_entries_are_refused(string kind)
    {
        var archive = Pack(kind, [.. Enumerable.Range(0, 11).Select(index => ($"{index}.txt", "x"))]);

        await AssertRefusedAsync(archive, "more than 10 entries", limits: Limits with { MaximumEntries = 10 });
    }

    [Theory]
    [InlineData("zip")]
    [InlineData("tar.gz")]
    public async Task Folders_that_names_only_imply_count_as_entries(string kind)
    {
        var archive = Pack(kind, [.. Enumerable.Range(0, 3).Select(index => ($"{index}/a/b/c.txt", "x"))]);

        await AssertRefusedAsync(archive, "more than 10 entries", limits: Limits with { MaximumEntries = 10 });
        Assert.Equal(3, (await ExtractAsync(archive, Limits with { MaximumEntries = 12 })).Value.Files);
    }

    [Fact]
    public async Task An_archive_over_the_limit_is_refused_also_when_its_length_is_unknown()
    {
        var limits = Limits with { MaximumArchiveBytes = 1000 };
        var archive = new byte[2000];

        await AssertRefusedAsync(archive, "larger than 1000 bytes", limits: limits);
        using var pipe = new UnseekableStream(archive);
        var failure = Assert.IsType<Failure.Invalid>((await new ArchiveExtractor(limits).ExtractAsync(pipe, Target, CancellationToken.None)).Failure);

        Assert.True(failure.TooLarge);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task A_stream_that_cannot_seek_is_unpacked_and_its_copy_removed()
    {
        using var pipe = new UnseekableStream(TestArchive.Zip(("agent.config.json", "{}")));

        var extracted = await new ArchiveExtractor(Limits).ExtractAsync(pipe, Target, CancellationToken.None);

        Assert.True(extracted.Succeeded);
        Assert.Equal([Target], Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task What_is_no_archive_is_refused()
    {
        await AssertRefusedAsync([], "empty");
        await AssertRefusedAsync("hello, world"u8.ToArray(), "neither a zip nor a tar.gz");
        await AssertRefusedAsync("PK"u8.ToArray(), "neither a zip nor a tar.gz");
        await AssertRefusedAsync(TestArchive.Zip(), "no files");
        await AssertRefusedAsync(TestArchive.Zip(zip => zip.CreateEntry("only-a-folder/")), "no files");
    }

    [Theory]
    [InlineData("zip")]
    [InlineData("tar.gz")]
    public async Task A_truncated_archive_is_refused_wherever_it_is_cut(string kind)
    {
        var archive = Pack(kind, ("agent.config.json", "{}"), ("src/index.js", string.Concat(Enumerable.Range(0, 2000))), ("last.js", "export {}"));

        // The last bytes of a tar.gz are the zeros that end the tar and the checksum of the gzip: whoever lacks only them has every file whole.
        for (var length = 5; length < archive.Length - 32; length += 97)
        {
            await AssertRefusedAsync(archive[..length], string.Empty);
        }
    }

    [Theory]
    [InlineData("zip")]
    [InlineData("tar.gz")]
    public async Task A_damaged_archive_never_throws_and_never_leaves_the_folder(string kind)
    {
        var archive = Pack(kind, ("agent.config.json", "{}"), ("src/index.js", string.Concat(Enumerable.Range(0, 500))), ("last.js", "export {}"));
        var random = new Random(20261123);
        for (var round = 0; round < 1500; round++)
        {
            var damaged = archive.ToArray();
            for (var change = random.Next(1, 6); change > 0; change--)
            {
                damaged[random.Next(4, damaged.Length)] = (byte)random.Next(256);
            }

            var result = await ExtractAsync(damaged);

            Assert.All(Directory.EnumerateFileSystemEntries(folder.Path), path => Assert.Equal(Target, path));
            if (result.Succeeded)
            {
                Directory.Delete(Target, recursive: true);
            }
            else
            {
                Assert.IsType<Failure.Invalid>(result.Failure);
                Assert.False(Directory.Exists(Target));
            }
        }
    }

    [Fact]
    public async Task A_changed_byte_of_content_is_noticed()
    {
        var archive = TestArchive.Zip(zip =>
        {
            using var stream = zip.CreateEntry("agent.config.json", CompressionLevel.NoCompression).Open();
            stream.Write("{\"a\":1}"u8);
        });
        Replace(archive, "{\"a\":1}"u8, "{\"a\":2}"u8);

        await AssertRefusedAsync(archive, "damaged");
    }

    [Fact]
    public async Task A_folder_that_is_not_empty_is_not_touched()
    {
        folder.Write("source/mine.txt", "mine");

        await Assert.ThrowsAsync<ArgumentException>(() => ExtractAsync(TestArchive.Zip(("a", "b"))));

        Assert.True(File.Exists(folder.Below("source/mine.txt")));
    }

    [Fact]
    public async Task Breaking_off_leaves_nothing_behind()
    {
        using var source = new CancellationTokenSource();
        await source.CancelAsync();

        using var archive = new MemoryStream(TestArchive.Zip(("a", "b")));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new ArchiveExtractor(Limits).ExtractAsync(archive, Target, source.Token));

        Assert.False(Directory.Exists(Target));
    }

    private static byte[] Pack(string kind, params (string Name, string Content)[] entries) =>
        kind is "zip" ? TestArchive.Zip(entries) : TestArchive.TarGz(entries);

    private static void Replace(byte[] bytes, ReadOnlySpan<byte> search, ReadOnlySpan<byte> replacement)
    {
        int index;
        while ((index = bytes.AsSpan().IndexOf(search)) >= 0)
        {
            replacement.CopyTo(bytes.AsSpan(index));
        }
    }

    private async Task<Result<ExtractedArchive>> ExtractAsync(byte[] archive, ArchiveLimits? limits = null)
    {
        using var stream = new MemoryStream(archive);
        return await new ArchiveExtractor(limits ?? Limits).ExtractAsync(stream, Target, CancellationToken.None);
    }

    private async Task AssertRefusedAsync(byte[] archive, string reason, string? path = null, ArchiveLimits? limits = null)
    {
        var failure = Assert.IsType<Failure.Invalid>((await ExtractAsync(archive, limits)).Failure);

        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
        Assert.NotEmpty(failure.Problems);
        if (path is not null)
        {
            Assert.Contains(failure.Problems, (Problem problem) => string.Equals(problem.Path, path, StringComparison.Ordinal));
        }

        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    private sealed class UnseekableStream(byte[] content) : Stream
    {
        private readonly MemoryStream inner = new(content);

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
