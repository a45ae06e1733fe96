using System.Security.Cryptography;
using Webhost.Local.AgentCore.Http;

namespace Webhost.Local.AgentCore.Runtimes;

/// <summary>Runtimes, and the code of their versions.</summary>
internal sealed class RuntimeStore : IDisposable
{
    private const string IdLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private readonly string _code;

    public RuntimeStore(string directory)
    {
        Records = new RecordFiles<RuntimeRecord>(Path.Combine(directory, "runtimes"), RuntimeJson.Default.RuntimeRecord);
        _code = Path.Combine(directory, "code");
        KeyVault.Files.PrivateFiles.CreateDirectory(_code);
    }

    public RecordFiles<RuntimeRecord> Records { get; }

    public RuntimeRecord Get(string id) => Records.Find(id) ?? throw AwsException.NotFound($"Agent runtime '{id}'");

    /// <summary>Changes a runtime that is there.</summary>
    public async Task<RuntimeRecord> ChangeAsync(string id, Func<RuntimeRecord, RuntimeRecord> change) =>
        (await Records.ChangeAsync(id, record => change(record ?? throw AwsException.NotFound($"Agent runtime '{id}'"))))!;

    public static string NewId(string name) => $"{name}-{RandomNumberGenerator.GetString(IdLetters, 10)}";

    /// <summary>The copy of a version's code, which outlives what happens to the object that it came from.</summary>
    public string CodeOf(string id, string version) => Path.Combine(_code, $"{id}.{version}.zip");

    /// <summary>The folder with what was compiled of it ahead, when it was.</summary>
    public string CompiledOf(string id, string version) => Path.Combine(_code, $"{id}.{version}.compiled");

    public void RemoveCode(string id, string version)
    {
        File.Delete(CodeOf(id, version));
        if (Directory.Exists(CompiledOf(id, version)))
            Directory.Delete(CompiledOf(id, version), recursive: true);
    }

    public void Dispose() => Records.Dispose();
}
