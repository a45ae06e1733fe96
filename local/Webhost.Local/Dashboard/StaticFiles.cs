using System.Collections.Concurrent;
using Microsoft.AspNetCore.StaticFiles;

namespace Webhost.Local.Dashboard;

/// <summary>The files of a built application. One that is built again while this runs is served anew.</summary>
internal sealed class StaticFiles(string root, IReadOnlyDictionary<string, string> mediaTypes)
{
    private readonly FileExtensionContentTypeProvider _known = new();
    private readonly ConcurrentDictionary<string, (DateTime Written, StaticFile File)> _files = new(StringComparer.Ordinal);

    /// <summary>Whether the application is built.</summary>
    public bool AreThere => File.Exists(Path.Combine(root, "index.html"));

    /// <summary>The file of a path such as <c>/assets/index.js</c>; null when there is none.</summary>
    public StaticFile? Find(string path)
    {
        var full = Path.GetFullPath(Path.Combine(root, path.TrimStart('/')));
        if (!full.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal) && !string.Equals(full, root, StringComparison.Ordinal))
            return null;
        if (Directory.Exists(full))
            full = Path.Combine(full, "index.html");
        var info = new FileInfo(full);
        if (!info.Exists)
            return null;
        if (_files.TryGetValue(full, out var known) && known.Written == info.LastWriteTimeUtc)
            return known.File;
        var file = new StaticFile(File.ReadAllBytes(full), MediaTypeOf(full));
        _files[full] = (info.LastWriteTimeUtc, file);
        return file;
    }

    /// <summary>Packs everything that is there.</summary>
    public void Prepare()
    {
        foreach (var file in Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories))
            Find(Path.GetRelativePath(root, file))?.Prepare();
    }

    private string MediaTypeOf(string file)
    {
        if (mediaTypes.TryGetValue(Path.GetExtension(file), out var configured))
            return configured;
        var known = _known.TryGetContentType(file, out var type) ? type : "application/octet-stream";
        return known.StartsWith("text/", StringComparison.Ordinal) ? $"{known}; charset=utf-8" : known;
    }
}
