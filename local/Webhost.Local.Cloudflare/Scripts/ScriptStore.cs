using System.Security.Cryptography;
using System.Text.Json;
using Webhost.Local.Cloudflare.Durable;
using Webhost.Local.Cloudflare.Runtime;

namespace Webhost.Local.Cloudflare.Scripts;

/// <summary>
/// The scripts on disk: <c>scripts/{id}/script.json</c> beside the modules, the Durable Object data and the log. The record is replaced
/// atomically, so an upload either happened or didn't; modules that no record names are swept.
/// </summary>
internal sealed class ScriptStore(string stateDirectory)
{
    private const string RecordFile = "script.json";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private readonly string _root = Path.Combine(stateDirectory, "scripts");

    public string FolderOf(string scriptId) => Path.Combine(_root, scriptId);

    public string DurableFolderOf(string scriptId) => Path.Combine(FolderOf(scriptId), WorkerdConfig.DurableFolder);

    /// <summary>Every script, after what unfinished uploads and deletions left was removed.</summary>
    public IReadOnlyList<ScriptRecord> Load()
    {
        Directory.CreateDirectory(_root, OwnerOnly);
        var records = new List<ScriptRecord>();
        foreach (var folder in Directory.GetDirectories(_root))
        {
            var file = Path.Combine(folder, RecordFile);
            if (!File.Exists(file))
            {
                Directory.Delete(folder, recursive: true);
                continue;
            }
            using var stream = File.OpenRead(file);
            var record = JsonSerializer.Deserialize(stream, ScriptJson.Default.ScriptRecord)
                ?? throw new InvalidDataException($"'{file}' holds no script.");
            foreach (var leftover in Directory.EnumerateFiles(folder, "*.capnp"))
                File.Delete(leftover);
            SweepModules(record);
            records.Add(record);
        }
        return records;
    }

    /// <summary>Makes the folders of a script. Does nothing when they exist.</summary>
    public void Prepare(string scriptId)
    {
        Directory.CreateDirectory(FolderOf(scriptId), OwnerOnly);
        Directory.CreateDirectory(Path.Combine(FolderOf(scriptId), WorkerdConfig.ModulesFolder));
        Directory.CreateDirectory(DurableFolderOf(scriptId));
    }

    /// <summary>Writes a module unless the script has the same content already, and returns its hash.</summary>
    public async Task<string> WriteModuleAsync(string scriptId, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(content.Span));
        var file = ModuleFile(scriptId, hash);
        if (!File.Exists(file))
        {
            var temporary = $"{file}.{Path.GetRandomFileName()}";
            await File.WriteAllBytesAsync(temporary, content, cancellationToken);
            File.Move(temporary, file, overwrite: true);
        }
        return hash;
    }

    public string ModuleFile(string scriptId, string hash) => Path.Combine(FolderOf(scriptId), WorkerdConfig.ModulesFolder, hash);

    /// <summary>Replaces the record. This is the moment at which a change has happened.</summary>
    public async Task SaveAsync(ScriptRecord record, CancellationToken cancellationToken)
    {
        var file = Path.Combine(FolderOf(record.Id), RecordFile);
        var temporary = file + ".new";
        await using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None, 4096, FileOptions.Asynchronous))
        {
            await JsonSerializer.SerializeAsync(stream, record, ScriptJson.Default.ScriptRecord, cancellationToken);
            await stream.FlushAsync(cancellationToken);
        }
        File.Move(temporary, file, overwrite: true);
    }

    /// <summary>Removes the modules that no version names any more.</summary>
    public void SweepModules(ScriptRecord record)
    {
        var named = record.Versions.SelectMany(version => version.Modules).Select(module => module.Hash).ToHashSet();
        foreach (var file in Directory.EnumerateFiles(Path.Combine(FolderOf(record.Id), WorkerdConfig.ModulesFolder)))
        {
            if (!named.Contains(Path.GetFileName(file)))
                File.Delete(file);
        }
    }

    /// <summary>The script doesn't exist any more; its data goes with <see cref="RemoveFolder"/> once its process is gone.</summary>
    public void Forget(string scriptId) => File.Delete(Path.Combine(FolderOf(scriptId), RecordFile));

    public void RemoveFolder(string scriptId)
    {
        if (Directory.Exists(FolderOf(scriptId)))
            Directory.Delete(FolderOf(scriptId), recursive: true);
    }

    /// <summary>The ids of a class's objects that have stored something.</summary>
    public IEnumerable<string> ObjectsOf(string scriptId, string uniqueKey)
    {
        var folder = Path.Combine(DurableFolderOf(scriptId), uniqueKey);
        return Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder, "*.sqlite").Select(file => Path.GetFileNameWithoutExtension(file)).Where(id => id != AlarmReader.MetadataName)
            : [];
    }

    /// <summary>Removes the objects of a class that a migration deleted.</summary>
    public void RemoveClass(string scriptId, string uniqueKey)
    {
        var folder = Path.Combine(DurableFolderOf(scriptId), uniqueKey);
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }
}
