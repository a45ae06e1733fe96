namespace Webhost.Core.Tests.Artifacts;

/// <summary>A folder that is gone after the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("webhost-test-").FullName;

    public string Below(string relative) => System.IO.Path.Combine(Path, relative);

    public TemporaryFolder Write(string relative, string text)
    {
        var path = Below(relative);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return this;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
