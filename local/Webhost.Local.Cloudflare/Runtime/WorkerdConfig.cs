using System.Globalization;
using Webhost.Local.Cloudflare.Scripts;

namespace Webhost.Local.Cloudflare.Runtime;

/// <summary>Writes workerd's configuration files.</summary>
internal static class WorkerdConfig
{
    public const string HttpSocket = "http";
    public const string HealthSocket = "health";

    /// <summary>The folder of a script's modules and that of its Durable Objects, relative to the script's.</summary>
    public const string ModulesFolder = "modules";
    public const string DurableFolder = "do";

    private const string HelperDate = "2026-01-01";
    private const string ForwardedProto = "X-Forwarded-Proto";

    /// <summary>A script that serves, behind <c>front.js</c>.</summary>
    public static string Serving(WorkerdLaunch launch, string httpSocket, string healthSocket, string mark, int heapMegabytes) => $"""
        {Head(heapMegabytes)}
          services = [
            (name = "main", worker = .w),
            (name = "front", worker = .f),
            {NetService},
            (name = "do", disk = (path = "{DurableFolder}", writable = true)) ],
          sockets = [
            (name = "{HttpSocket}", address = {Capnp.Text("unix:" + httpSocket)}, http = (forwardedProtoHeader = "{ForwardedProto}"), service = "front"),
            (name = "{HealthSocket}", address = {Capnp.Text("unix:" + healthSocket)}, http = (), service = (name = "front", entrypoint = "health")) ] );
        const f :Workerd.Worker = (
          modules = [(name = "front.js", esModule = {Capnp.Text(RuntimeScripts.Front)})],
          compatibilityDate = "{HelperDate}",
          bindings = [(name = "MAIN", service = "main"), (name = "MARK", text = {Capnp.Text(mark)})] );
        {ScriptWorker(launch, launch.Modules.Select(Module), """localDisk = "do" """, "tails = [\"front\"],")}
        """;

    /// <summary>A boot that only loads the script: in-memory objects, and a socket that tells what the script exports.</summary>
    public static string Validating(WorkerdLaunch launch, string httpSocket, int heapMegabytes) => $"""
        {Head(heapMegabytes)}
          services = [ (name = "main", worker = .w), {NetService} ],
          sockets = [ (name = "{HttpSocket}", address = {Capnp.Text("unix:" + httpSocket)}, http = (), service = "main") ] );
        {ScriptWorker(launch,
            launch.Modules.Select(Module).Prepend($"(name = \"{ValidationModule}\", esModule = {Capnp.Text(RuntimeScripts.Validation(launch.Modules[0].Name))})"),
            "inMemory = void", "")}
        """;

    /// <summary>The name of the module that a validation boot starts from.</summary>
    public const string ValidationModule = "webhost-validation.js";

    /// <summary>The dispatcher Worker on a TCP port, with its dispatch namespace behind the facade's socket.</summary>
    public static string Dispatcher(string moduleFile, string address, string healthSocket, string facadeSocket, int heapMegabytes) => $"""
        using Workerd = import "/workerd/workerd.capnp";
        const config :Workerd.Config = (
          v8Flags = ["--max-old-space-size={heapMegabytes.ToString(CultureInfo.InvariantCulture)}"], logging = (structuredLogging = true),
          extensions = [(modules = [(name = "webhost-internal:dispatch-namespace", internal = true, esModule = {Capnp.Text(RuntimeScripts.DispatchNamespace)})])],
          services = [
            (name = "main", worker = .w),
            (name = "front", worker = .f),
            (name = "facade", external = (address = {Capnp.Text("unix:" + facadeSocket)}, http = (style = host, forwardedProtoHeader = "{ForwardedProto}"))) ],
          sockets = [
            (name = "{HttpSocket}", address = {Capnp.Text(address)}, http = (forwardedProtoHeader = "{ForwardedProto}"), service = "main"),
            (name = "{HealthSocket}", address = {Capnp.Text("unix:" + healthSocket)}, http = (), service = (name = "front", entrypoint = "health")) ] );
        const f :Workerd.Worker = (
          modules = [(name = "front.js", esModule = {Capnp.Text(RuntimeScripts.Front)})], compatibilityDate = "{HelperDate}",
          bindings = [(name = "MAIN", service = "main"), (name = "MARK", text = "")] );
        const w :Workerd.Worker = (
          modules = [(name = "dispatcher.js", esModule = embed {Capnp.Text(moduleFile)})],
          compatibilityDate = "2026-11-01",
          bindings = [(name = "DISPATCHER", wrapped = (moduleName = "webhost-internal:dispatch-namespace", innerBindings = [(name = "facade", service = "facade")]))] );
        """;

    private static string Head(int heapMegabytes) => $"""
        using Workerd = import "/workerd/workerd.capnp";
        const config :Workerd.Config = (
          v8Flags = ["--max-old-space-size={heapMegabytes.ToString(CultureInfo.InvariantCulture)}"], logging = (structuredLogging = true),
          extensions = [(modules = [
            (name = "cloudflare-internal:email", internal = true, esModule = {Capnp.Text(RuntimeScripts.Email)}),
            (name = "webhost-internal:ai", internal = true, esModule = {Capnp.Text(RuntimeScripts.Ai)})])],
        """;

    /// <summary>What a script reaches with fetch: everything but this machine's Unix sockets, where the other scripts listen.</summary>
    private const string NetService =
        """(name = "net", network = (allow = ["public", "private"], deny = ["unix", "unix-abstract"], tlsOptions = (trustBrowserCas = true)))""";

    private static string ScriptWorker(WorkerdLaunch launch, IEnumerable<string> modules, string storage, string tails) => $"""
        const w :Workerd.Worker = (
          modules = {Capnp.List(modules)},
          compatibilityDate = {Capnp.Text(launch.CompatibilityDate)}, compatibilityFlags = {Capnp.TextList(launch.CompatibilityFlags)},
          bindings = {Capnp.List(launch.Bindings)},
          durableObjectNamespaces = {Capnp.List(launch.Classes.Select(Class))},
          {(launch.Classes.Count > 0 ? $"durableObjectStorage = ({storage})," : "")} {tails}
          globalOutbound = "net" );
        """;

    private static string Class(DurableClass durable) =>
        $"(className = {Capnp.Text(durable.ClassName)}, uniqueKey = {Capnp.Text(durable.UniqueKey)}, enableSql = {(durable.Sqlite ? "true" : "false")})";

    private static string Module(ScriptModule module) =>
        $"(name = {Capnp.Text(module.Name)}, {Field(module.Kind)} = embed {Capnp.Text($"{ModulesFolder}/{module.Hash}")})";

    private static string Field(ModuleKind kind) => kind switch
    {
        ModuleKind.EsModule => "esModule",
        ModuleKind.CommonJs => "commonJsModule",
        ModuleKind.Text => "text",
        ModuleKind.Data => "data",
        ModuleKind.Wasm => "wasm",
        ModuleKind.Json => "json",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Unknown kind of module."),
    };
}
