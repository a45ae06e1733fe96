using Webhost.Local.KeyVault.Files;

namespace Webhost.Local.AgentCore.Isolation;

/// <summary>
/// What a session sees of this machine: programs and libraries to read, a few files of <c>/etc</c>, its own code, and a small <c>/tmp</c>. The
/// folders are made once; each session mounts the same on them, in a mount namespace of its own.
/// </summary>
internal sealed class SessionView
{
    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private static readonly string[] Programs = ["usr", "bin", "sbin", "lib", "lib32", "lib64", "libx32"];
    private static readonly string[] Shared = ["etc/ssl", "etc/ca-certificates", "etc/alternatives"];
    private static readonly string[] Copied = ["ld.so.cache", "ld.so.conf", "nsswitch.conf", "localtime"];
    private static readonly string[] Devices = ["null", "zero", "full", "random", "urandom"];

    private readonly string _folder;
    private readonly List<string> _mounts = [];

    public SessionView(string folder, IEnumerable<string> interpreterPrefixes)
    {
        _folder = folder;
        Root = Path.Combine(folder, "root");

        // What an emulator that was killed has left.
        foreach (var left in new[] { Root, Users }.Where(Directory.Exists))
            Directory.Delete(left, recursive: true);
        PrivateFiles.CreateDirectory(Root);
        // Those who enter are nobody in particular: they must get through this one folder.
        File.SetUnixFileMode(Root, Readable | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        Mount(Root, Root, "none", "bind,ro");
        foreach (var name in Programs)
            Show(name);
        foreach (var name in Shared.Where(name => Directory.Exists($"/{name}")))
            Show(name);
        List<string> prefixes = [.. interpreterPrefixes.Where(prefix => !prefix.StartsWith("/usr", StringComparison.Ordinal)).Distinct(StringComparer.Ordinal)];
        foreach (var prefix in prefixes)
            Show(prefix.TrimStart('/'));
        // AWS gives Python its own library alone: with a package of this machine an agent would start here and not there.
        foreach (var packages in prefixes.Concat(["/usr", "/usr/local"]).SelectMany(PythonPackages))
            Mount("webhost", Root + packages, "tmpfs", "size=4k,mode=755,ro,nosuid,nodev");
        foreach (var name in Copied.Where(name => File.Exists($"/etc/{name}")))
            Write($"etc/{name}", File.ReadAllBytes($"/etc/{name}"));
        Write("etc/hosts", "127.0.0.1 localhost\n"u8);
        foreach (var name in Devices)
        {
            Write($"dev/{name}", []);
            Mount($"/dev/{name}", Path.Combine(Root, "dev", name), "none", "bind");
        }

        File.CreateSymbolicLink(Path.Combine(Root, "dev", "fd"), "/proc/self/fd");
        foreach (var name in new[] { "passwd", "group" })
            Write($"etc/{name}", []);
        foreach (var name in new[] { "dev/shm", "proc", "tmp", "var/task" })
            Directory.CreateDirectory(Path.Combine(Root, name));
        Mount("webhost", Path.Combine(Root, "tmp"), "tmpfs", "size=64m,mode=1777,nosuid,nodev");
        Mount("webhost", Path.Combine(Root, "dev/shm"), "tmpfs", "size=16m,mode=1777,nosuid,nodev");
        Mount("proc", Path.Combine(Root, "proc"), "proc", "nosuid,nodev,noexec");
    }

    /// <summary>The folder that the view is put together in.</summary>
    public string Root { get; }

    private string Users => Path.Combine(_folder, "users");

    /// <summary>Writes what a session mounts, and answers the folder with it: <c>fstab</c>, and the names of its user.</summary>
    public string Prepare(SessionCode code, int user)
    {
        var folder = Path.Combine(Users, $"{user}");
        PrivateFiles.CreateDirectory(Users);
        PrivateFiles.CreateDirectory(folder);
        var (passwd, group) = (Path.Combine(folder, "passwd"), Path.Combine(folder, "group"));
        File.WriteAllText(passwd, $"agent:x:{user}:{user}::/tmp:/usr/sbin/nologin\n");
        File.WriteAllText(group, $"agent:x:{user}:\n");
        File.SetUnixFileMode(passwd, Readable);
        File.SetUnixFileMode(group, Readable);
        File.WriteAllLines(Path.Combine(folder, "fstab"),
        [
            .. _mounts,
            code.Beneath is { } beneath
                ? Line("webhost", Path.Combine(Root, "var/task"), "overlay", $"nosuid,nodev,redirect_dir=on,lowerdir={(code.Compiled is { } compiled ? $"{Escape(compiled)}:" : string.Empty)}{Escape(beneath)},upperdir={Escape(code.Changes)},workdir={Escape(code.Work)}")
                : Line(code.Folder, Path.Combine(Root, "var/task"), "none", "bind,nosuid,nodev"),
            Line(passwd, Path.Combine(Root, "etc/passwd"), "none", "bind,ro"),
            Line(group, Path.Combine(Root, "etc/group"), "none", "bind,ro"),
        ]);
        return folder;
    }

    /// <summary>Puts a file into every session's view.</summary>
    public void Write(string name, ReadOnlySpan<byte> content)
    {
        var path = Path.Combine(Root, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        File.SetUnixFileMode(path, Readable);
    }

    private static IEnumerable<string> PythonPackages(string prefix) =>
        from library in new DirectoryInfo(Path.Combine(prefix, "lib")) is { Exists: true } libraries ? libraries.EnumerateDirectories("python3*") : []
        from packages in library.EnumerateDirectories("*-packages")
        where library.LinkTarget is null && packages.LinkTarget is null
        select packages.FullName;

    private void Show(string name)
    {
        var (source, target) = ($"/{name}", Path.Combine(Root, name));
        if (new DirectoryInfo(source) is { LinkTarget: { } link })
        {
            File.CreateSymbolicLink(target, link);
        }
        else if (Directory.Exists(source))
        {
            Directory.CreateDirectory(target);
            Mount(source, target, "none", "bind,ro");
        }
    }

    private void Mount(string source, string target, string type, string options) => _mounts.Add(Line(source, target, type, options));

    private static string Line(string source, string target, string type, string options) => $"{Escape(source)} {Escape(target)} {type} {options} 0 0";

    private static string Escape(string path) => path.Replace(@"\", @"\134", StringComparison.Ordinal).Replace(" ", @"\040", StringComparison.Ordinal).Replace("\t", @"\011", StringComparison.Ordinal);
}
