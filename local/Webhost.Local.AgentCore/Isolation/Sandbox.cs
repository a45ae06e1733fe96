using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Logging;
using Webhost.Local.KeyVault.Files;

namespace Webhost.Local.AgentCore.Isolation;

/// <summary>Starts the processes of sessions, as far apart from each other and from this machine as it allows.</summary>
internal sealed partial class Sandbox : IDisposable
{
    /// <summary>The port of the runtime contract.</summary>
    public const int ContractPort = 8080;

    private const int ProxyPort = 3128;
    // What a session writes beside its code counts as its memory: it is told that there is no more room before it is ended for it.
    private const int PartForChanges = 4;
    private const string ProxyShim = "opt/webhost/proxy.cjs";
    private const string Compiler = "opt/webhost/compile.py";
    // They part the options of a mount.
    private const string NotInLayers = ",:\\";
    private const string CodePlace = "/var/task";
    private const string SearchPath = "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin";
    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(20);

    private readonly AgentCoreEmulatorOptions _options;
    private readonly NamespaceThread _thread = new();
    private readonly ControlGroups _groups;
    private readonly SessionView _view;
    private readonly string _folder;

    private Sandbox(AgentCoreEmulatorOptions options, Interpreters interpreters, string folder)
    {
        _options = options;
        Interpreters = interpreters;
        _folder = folder;
        _groups = options.MostIsolation is IsolationLevel.Namespaces && Native.EffectiveUser() == 0 ? ControlGroups.Find(options) : ControlGroups.None;
        _view = new SessionView(folder, interpreters.Prefixes);
        _view.Write(ProxyShim, Resource("proxy.cjs"));
        _view.Write(Compiler, Resource("compile.py"));
    }

    public Interpreters Interpreters { get; }

    public IsolationLevel Level { get; private set; }

    /// <summary>Whether a session can lay its changes over code that it shares with others.</summary>
    public bool CanShareCode { get; private set; }

    /// <summary>Where the code of sessions lies while they live.</summary>
    public string Sessions { get; private set; } = string.Empty;

    private string Shims => Path.Combine(Level is IsolationLevel.Users ? Sessions : _folder, "shims");

    // Says where an emulator without namespaces had its sessions, so that the next one removes what is left of them.
    private string Elsewhere => Path.Combine(_folder, "elsewhere");

    /// <summary>Finds out what this machine allows, and says so in the log.</summary>
    public static async Task<Sandbox> OpenAsync(AgentCoreEmulatorOptions options, ILogger<Sandbox> logger)
    {
        var folder = Path.Combine(options.StateDirectory, "sandbox");
        PrivateFiles.CreateDirectory(folder);
        await PrivateFiles.WriteAsync(Path.Combine(folder, "enter.sh"), Resource("enter.sh"));

        var sandbox = new Sandbox(options, await Interpreters.FindAsync(), folder);
        sandbox.Sessions = Path.Combine(options.StateDirectory, "sessions");
        PrivateFiles.CreateDirectory(sandbox.Sessions);
        foreach (var left in Directory.EnumerateDirectories(sandbox.Sessions))
            AgentFolder.Remove(left);
        sandbox.RemoveElsewhere();
        if (options.MostIsolation is not IsolationLevel.Limits)
            sandbox.Level = await sandbox.ProbeAsync();
        sandbox.WriteShims();
        LogLevel(logger, sandbox.Level, sandbox.Level switch
        {
            IsolationLevel.Namespaces => "each session has its own user, network, processes and read-only file system",
            IsolationLevel.Users => "each session has its own user; this machine gives no namespaces, so network and file system are shared",
            _ => "sessions run as this user: anything that it can read or reach, agents can too (start it as root for more)",
        }, sandbox._groups.Meaning);
        return sandbox;
    }

    /// <summary>Starts an agent.</summary>
    /// <param name="interpreter">What runs it.</param>
    /// <param name="entryFile">The file that is run, relative to the code.</param>
    /// <param name="code">Its code.</param>
    /// <param name="environment">All that it sees of the environment, besides where to find programs and its way out.</param>
    /// <param name="emulatorPort">The emulator's port, which it may reach.</param>
    public async Task<SandboxProcess> StartAsync(Interpreter interpreter, string entryFile, SessionCode code, IReadOnlyDictionary<string, string> environment, int emulatorPort)
    {
        var user = Level is IsolationLevel.Limits ? 0 : SessionUsers.Take() is var taken and not 0 ? taken : throw Http.AwsException.Quota("maxVms limit exceeded");
        try
        {
            return await StartAsync(interpreter, entryFile, code, environment, emulatorPort, user);
        }
        catch
        {
            SessionUsers.Return(user);
            throw;
        }
    }

    /// <summary>Starts to translate the modules of code that sessions share, which itself does not run: a tar of the files that come of it is the process's output.</summary>
    public Task<SandboxProcess> StartCompilerAsync(Interpreter interpreter, string entryFile, SessionCode code, int emulatorPort) =>
        StartAsync(interpreter, $"/{Compiler}", code, new Dictionary<string, string>(StringComparer.Ordinal) { ["LANG"] = "C.UTF-8", ["ENTRY"] = entryFile }, emulatorPort);

    public void Dispose()
    {
        _thread.Dispose();
        RemoveElsewhere();
    }

    private async Task<SandboxProcess> StartAsync(Interpreter interpreter, string entryFile, SessionCode code, IReadOnlyDictionary<string, string> environment, int emulatorPort, int user)
    {
        var groups = Level is IsolationLevel.Namespaces ? _groups.Create(user) : [];
        if (user != 0)
            code.Give(user);
        return Level is IsolationLevel.Namespaces
            ? await StartApartAsync(interpreter, entryFile, code, environment, emulatorPort, user, groups)
            : await StartBesideAsync(interpreter, entryFile, code.Folder, environment, user);
    }

    private async Task<SandboxProcess> StartApartAsync(
        Interpreter interpreter, string entryFile, SessionCode code, IReadOnlyDictionary<string, string> environment, int emulatorPort, int user, IReadOnlyList<string> groups)
    {
        var prepared = _view.Prepare(code, user);
        string[] command = IsNode(interpreter) ? [interpreter.File, "--require", $"/{ProxyShim}", entryFile] : [interpreter.File, entryFile];
        var variables = new Dictionary<string, string>(environment, StringComparer.Ordinal);
        foreach (var name in new[] { "HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy" })
            variables.TryAdd(name, $"http://127.0.0.1:{ProxyPort}");
        variables.TryAdd("NO_PROXY", "127.0.0.1,localhost");
        variables.TryAdd("no_proxy", "127.0.0.1,localhost");
        variables.TryAdd("NODE_USE_ENV_PROXY", "1");

        int[] reachable = [.. _options.ReachablePorts.Append(emulatorPort).Distinct().Where(port => port is not (ContractPort or ProxyPort))];
        var (process, network) = await _thread.StartInNetworkAsync(Start(Enter(code, prepared, user, groups, command), code.Folder), [.. reachable, ProxyPort]);
        network.Serve(_options.SessionConnections, [.. reachable.Select(port => (Func<Stream, CancellationToken, Task>)((stream, cancellationToken) => Relay.ToPortAsync(stream, port, cancellationToken))), EgressProxy.ServeAsync]);
        await HandOverAsync(process, variables);
        return new SandboxProcess(process, user, groups, cancellationToken => network.ConnectAsync(ContractPort, cancellationToken), network, prepared);
    }

    private async Task<SandboxProcess> StartBesideAsync(Interpreter interpreter, string entryFile, string code, IReadOnlyDictionary<string, string> environment, int user)
    {
        var port = FreePort.Next();
        var isNode = IsNode(interpreter);
        string[] command = isNode ? [interpreter.File, "--require", Path.Combine(Shims, "port.cjs"), entryFile] : [interpreter.File, entryFile];
        var variables = new Dictionary<string, string>(environment, StringComparer.Ordinal) { ["PORT"] = port.ToString(CultureInfo.InvariantCulture) };
        if (!isNode)
            variables["PYTHONPATH"] = variables.TryGetValue("PYTHONPATH", out var own) ? $"{Shims}:{string.Join(':', own.Split(':').Select(path => Placed(path, code)))}" : Shims;
        var process = await _thread.StartAsync(Start(Beside(user, command), code));
        await HandOverAsync(process, variables);
        return new SandboxProcess(process, user, [], cancellationToken => FreePort.ConnectAsync(port, cancellationToken), network: null, prepared: null);
    }

    // The code lies elsewhere than at AWS where the file system is the machine's.
    private static string Placed(string path, string code) => path == CodePlace || path.StartsWith($"{CodePlace}/", StringComparison.Ordinal) ? code + path[CodePlace.Length..] : path;

    private static bool IsNode(Interpreter interpreter) => Path.GetFileName(interpreter.File).StartsWith("node", StringComparison.Ordinal);

    // Each link ends with the one before: setpriv has the kernel end unshare with this process, and unshare ends its child with itself.
    private List<string> Enter(SessionCode code, string prepared, int user, IReadOnlyList<string> groups, IEnumerable<string> command) =>
    [
        "/usr/bin/setpriv", "--pdeathsig", "KILL", "--",
        "/usr/bin/unshare", "--mount", "--propagation", "private", "--pid", "--ipc", "--uts", "--fork", "--kill-child=KILL", "--",
        "/bin/sh", Path.Combine(_folder, "enter.sh"), _view.Root, Path.Combine(prepared, "fstab"), user.ToString(CultureInfo.InvariantCulture), string.Join(' ', groups), string.Join(' ', Limits()),
        code.Beneath is null ? string.Empty : code.Folder, (_options.SessionMemoryBytes / PartForChanges).ToString(CultureInfo.InvariantCulture),
        .. AgentVariables.Receiver, .. command,
    ];

    private List<string> Beside(int user, IEnumerable<string> command)
    {
        List<string> chain = ["/usr/bin/setpriv"];
        if (user != 0)
        {
            var id = user.ToString(CultureInfo.InvariantCulture);
            chain.AddRange(["--reuid", id, "--regid", id, "--clear-groups", "--inh-caps=-all", "--bounding-set=-all"]);
        }

        // A limit of processes counts all of a user: where that is this user, it would count everything that runs here.
        chain.AddRange(["--no-new-privs", "--pdeathsig", "KILL", "--", "/usr/bin/prlimit", .. Limits().Where(limit => user != 0 || !limit.StartsWith("--nproc", StringComparison.Ordinal)), "--", .. AgentVariables.Receiver, .. command]);
        return chain;
    }

    private IEnumerable<string> Limits() =>
    [
        $"--data={_options.SessionMemoryBytes}", $"--nproc={_options.SessionProcesses}", $"--nofile={_options.SessionOpenFiles}",
        $"--cpu={(long)_options.SessionCpuTime.TotalSeconds}", "--core=0", $"--fsize={_options.SessionMemoryBytes}",
    ];

    // What parts a session from this machine runs with rights that no agent may have, and its variables say what programs load and where they look for others: the agent's are handed over at the end.
    private static ProcessStartInfo Start(List<string> chain, string code)
    {
        // A session of its own: what is typed in the emulator's terminal is not for it.
        var start = new ProcessStartInfo("/usr/bin/setsid", chain)
        {
            WorkingDirectory = code,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        start.Environment["PATH"] = SearchPath;
        return start;
    }

    private static async Task HandOverAsync(Process process, Dictionary<string, string> variables)
    {
        variables.TryAdd("PATH", SearchPath);
        await AgentVariables.HandOverAsync(process.StandardInput.BaseStream, variables);
    }

    private async Task<IsolationLevel> ProbeAsync()
    {
        if (Native.EffectiveUser() != 0 || !File.Exists("/usr/bin/setpriv") || SessionUsers.Take() is not (var user and not 0))
            return IsolationLevel.Limits;
        var probe = Path.Combine(Sessions, "probe");
        PrivateFiles.CreateDirectory(probe);
        var code = new SessionCode(probe, Beneath: null);
        code.Give(user);
        var interpreter = Interpreters.For("PYTHON_3_12") ?? Interpreters.For("NODE_22") ?? new Interpreter("/bin/true", null);
        var groups = _groups.Create(user);
        try
        {
            if (_options.MostIsolation is IsolationLevel.Namespaces && File.Exists("/usr/bin/unshare") && await _thread.CanLeaveAsync() && await EntersAsync(code))
            {
                var shared = code with { Beneath = _folder };
                CanShareCode = _folder.IndexOfAny([.. NotInLayers]) < 0 && await EntersAsync(shared);
                return IsolationLevel.Namespaces;
            }

            // The folders above must let a session's user through to its own.
            Sessions = Directory.CreateTempSubdirectory("webhost-agentcore-").FullName;
            await File.WriteAllTextAsync(Elsewhere, Sessions);
            File.SetUnixFileMode(Sessions, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
            return await SucceedsAsync(Beside(user, [interpreter.File, "--version"]), Sessions) ? IsolationLevel.Users : IsolationLevel.Limits;
        }
        finally
        {
            ControlGroups.Remove(groups);
            SessionUsers.Return(user);
            Directory.Delete(probe, recursive: true);
        }

        Task<bool> EntersAsync(SessionCode code) => SucceedsAsync(Enter(code, _view.Prepare(code, user), user, groups, [interpreter.File, "--version"]), probe);
    }

    private async Task<bool> SucceedsAsync(List<string> chain, string folder)
    {
        using var timeout = new CancellationTokenSource(ProbeTimeout);
        using var process = await _thread.StartAsync(Start(chain, folder));
        await HandOverAsync(process, new Dictionary<string, string>(StringComparer.Ordinal));
        await Task.WhenAll(process.StandardOutput.ReadToEndAsync(timeout.Token), process.StandardError.ReadToEndAsync(timeout.Token), process.WaitForExitAsync(timeout.Token));
        return process.ExitCode == 0;
    }

    private void RemoveElsewhere()
    {
        if (!File.Exists(Elsewhere))
            return;
        if (File.ReadAllText(Elsewhere) is var left && Directory.Exists(left))
            Directory.Delete(left, recursive: true);
        File.Delete(Elsewhere);
    }

    // Sessions read them as their own users.
    private void WriteShims()
    {
        Directory.CreateDirectory(Shims);
        foreach (var name in new[] { "port.cjs", "sitecustomize.py" })
            File.WriteAllBytes(Path.Combine(Shims, name), Resource(name));
    }

    private static byte[] Resource(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name) ?? throw new InvalidOperationException($"The resource {name} is missing.");
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    [LoggerMessage(Microsoft.Extensions.Logging.LogLevel.Information, "Sessions run at the level {Level}: {Meaning}; {Limits}")]
    private static partial void LogLevel(ILogger logger, IsolationLevel level, string meaning, string limits);
}
