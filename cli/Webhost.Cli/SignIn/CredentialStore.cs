using System.Text.Json;
using Webhost.Cli.Shell;
using Webhost.Contracts.Errors;

namespace Webhost.Cli.SignIn;

/// <summary>Keeps sign-ins in a file that only its owner can read, replaced as a whole and shared safely by several processes.</summary>
internal sealed class CredentialStore(CliHost host)
{
    private static readonly TimeSpan LockPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LockPatience = TimeSpan.FromSeconds(30);

    private readonly string folder = Folder(host);

    /// <summary>Where sign-ins are kept.</summary>
    public string File => Path.Combine(folder, "credentials.json");

    /// <summary>All sign-ins; empty if there never was one.</summary>
    public Credentials Read()
    {
        try
        {
            return JsonSerializer.Deserialize(System.IO.File.ReadAllBytes(File), CliJson.Type<Credentials>()) ?? new Credentials();
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            return new Credentials();
        }
        catch (JsonException failure)
        {
            throw CliException.Local(ErrorCode.Unauthenticated, $"{File} can't be understood: {failure.Message}", "Delete it and sign in again with 'webhost login'.");
        }
    }

    /// <summary>Keeps a sign-in in place of the API's earlier one. The caller holds the lock.</summary>
    public void Put(string api, Credential credential, bool makeCurrent = false)
    {
        var all = Read().With(api, credential);
        Write(makeCurrent ? all with { Current = api } : all);
    }

    /// <summary>Forgets a sign-in and answers it; null if there was none. The caller holds the lock.</summary>
    public Credential? Remove(string api)
    {
        var all = Read();
        if (all.Of(api) is { } removed)
        {
            Write(all.Without(api));
            return removed;
        }

        return null;
    }

    /// <summary>Waits until no other process changes the file; dispose what it answers to let the next one in.</summary>
    public async Task<IAsyncDisposable> LockAsync(CancellationToken cancellationToken)
    {
        CreateFolder();
        var start = host.Time.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream(Path.Combine(folder, "credentials.lock"), Private(FileMode.OpenOrCreate));
            }
            catch (IOException) when (host.Time.GetElapsedTime(start) < LockPatience)
            {
                await Task.Delay(LockPause, host.Time, cancellationToken);
            }
        }
    }

    private void Write(Credentials all)
    {
        CreateFolder();
        var next = Path.Combine(folder, $"credentials.{Environment.ProcessId}.tmp");
        System.IO.File.Delete(next);
        using (var stream = new FileStream(next, Private(FileMode.CreateNew)))
        {
            JsonSerializer.Serialize(stream, all, CliJson.Type<Credentials>());
        }

        System.IO.File.Move(next, File, overwrite: true);
    }

    private void CreateFolder()
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private static FileStreamOptions Private(FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return options;
    }

    private static string Folder(CliHost host) =>
        host.Setting("WEBHOST_CONFIG_HOME") is { } own ? host.FullPath(own)
        : host.Setting("XDG_CONFIG_HOME") is { } shared ? Path.Combine(host.FullPath(shared), "webhost")
        : OperatingSystem.IsWindows() ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), "webhost")
        : Path.Combine(host.Setting("HOME") ?? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".config", "webhost");
}
