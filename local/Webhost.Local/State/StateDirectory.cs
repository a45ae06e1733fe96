using System.Globalization;
using Webhost.Local.KeyVault.Files;

namespace Webhost.Local.State;

/// <summary>The directory where the stack keeps everything. It is the owner's alone, and one supervisor at a time has it.</summary>
internal sealed class StateDirectory : IDisposable
{
    private readonly FileStream _lock;

    private StateDirectory(string path, FileStream stateLock)
    {
        Root = path;
        _lock = stateLock;
    }

    public string Root { get; }

    /// <summary>Where running processes are recorded.</summary>
    public string Run => Path.Combine(Root, "run");

    public string Azurite => Path.Combine(Root, "azurite");

    /// <summary>The file with the key of the storage account.</summary>
    public string StorageKey => Path.Combine(Azurite, "account-key");

    public string KeyVault => Path.Combine(Root, "keyvault");

    public string Identity => Path.Combine(Root, "identity");

    public string Cloudflare => Path.Combine(Root, "cloudflare");

    public string AgentCore => Path.Combine(Root, "agentcore");

    public string LemonSqueezy => Path.Combine(Root, "lemon-squeezy");

    /// <summary>Makes the directory if needed and takes it.</summary>
    /// <exception cref="StartException">Another supervisor has it.</exception>
    public static StateDirectory Open(string path)
    {
        var run = Path.Combine(path, "run");
        PrivateFiles.CreateDirectory(path);
        PrivateFiles.CreateDirectory(run);
        var owner = Path.Combine(run, "supervisor.pid");
        FileStream stateLock;
        try
        {
            // The kernel lets go of the lock when this process ends, however it ends.
            stateLock = new FileStream(Path.Combine(run, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception)
        {
            var process = File.Exists(owner) ? $" (process {File.ReadAllText(owner).Trim()})" : string.Empty;
            throw new StartException($"The stack is running already{process} with its state in {path}. Stop it first, or set Local__StateDirectory and Local__Ports__* for a second one.", exception);
        }

        File.WriteAllText(owner, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        foreach (var part in new[] { "azurite", "keyvault", "identity", "cloudflare", "lemon-squeezy", "agentcore" })
            PrivateFiles.CreateDirectory(Path.Combine(path, part));
        return new StateDirectory(path, stateLock);
    }

    public void Dispose()
    {
        File.Delete(Path.Combine(Run, "supervisor.pid"));
        _lock.Dispose();
    }
}
