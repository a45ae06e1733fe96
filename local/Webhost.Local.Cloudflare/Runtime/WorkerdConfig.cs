using System.Globalization;
using Webhost.Local.Cloudflare.Scripts;

namespace Webhost.Local.Cloudflare.Runtime;

/// <summary>Writes workerd's configuration files.</summary>
internal static class WorkerdConfig
{
    /// <summary>The folder of a script's modules and that of its Durable Objects, relative to the script's.</summary>
    public const string ModulesFolder = "modules";
    public const string DurableFolder = "do";

    private const string HttpSocket = "http";
    private const string HealthSocket = "health";
    private const string DispatchSocket = "dispatch";
    private const string NamespaceModule = "webhost-internal:dispatch-namespace";
    private const string HelperDate = "2026-01-01";
    private const string ForwardedProto = "X-Forwarded-Proto";

    /// <summary>A script that serves, behind <c>front.js</c>; one of the dispatch namespace behind the dispatcher Worker, too, on a socket of its own.</summary>
    public static string Serving(WorkerdLaunch launch, ServingSockets sockets, string mark, int heapMegabytes) => $"""
        {Head(heapMegabytes)}
          services = [
            (name = "main", worker = .w),
            (name = "front", worker = .f),
            {(launch.Dispatcher is { } near ? $"(name = \"dispatcher\", worker = .d), {Facade(near.Code)}," : "")}
            {NetService},
            (name = "do", disk = (path = "{DurableFolder}", writable = true)) ],
          sockets = [
            {(launch.Dispatcher is null ? "" : Socket(DispatchSocket, sockets.Dispatch, "dispatcher") + ",")}
            {Socket(HttpSocket, sockets.Http, "front")},
            {HealthOf(sockets.Health)} ] );
        {FrontWorker(mark, "main")}
        {(launch.Dispatcher is { } dispatcher ? DispatcherWorker(dispatcher.Code, dispatcher.Name) : "")}
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

    /// <summary>The dispatcher Worker by itself, for names that no running script has.</summary>
    public static string Dispatcher(DispatcherCode code, string httpSocket, string healthSocket, int heapMegabytes) => $"""
        {Head(heapMegabytes)}
          services = [ (name = "dispatcher", worker = .d), (name = "front", worker = .f), {Facade(code)} ],
          sockets = [
            {Socket(HttpSocket, httpSocket, "dispatcher")},
            {HealthOf(healthSocket)} ] );
        {FrontWorker("", "dispatcher")}
        {DispatcherWorker(code, near: null)}
        """;

    private static string Head(int heapMegabytes) => $"""
        using Workerd = import "/workerd/workerd.capnp";
        const config :Workerd.Config = (
          v8Flags = ["--max-old-space-size={heapMegabytes.ToString(CultureInfo.InvariantCulture)}"], logging = (structuredLogging = true),
          extensions = [(modules = [
            {Internal("cloudflare-internal:email", RuntimeScripts.Email)},
            {Internal("webhost-internal:ai", RuntimeScripts.Ai)},
            {Internal(NamespaceModule, RuntimeScripts.DispatchNamespace)}])],
        """;

    private static string Internal(string name, string source) => $"(name = {Capnp.Text(name)}, internal = true, esModule = {Capnp.Text(source)})";

    private static string Socket(string name, string path, string service) =>
        $"(name = \"{name}\", address = {Capnp.Text("unix:" + path)}, http = (forwardedProtoHeader = \"{ForwardedProto}\"), service = \"{service}\")";

    private static string HealthOf(string path) =>
        $"(name = \"{HealthSocket}\", address = {Capnp.Text("unix:" + path)}, http = (), service = (name = \"front\", entrypoint = \"health\"))";

    private static string FrontWorker(string mark, string main) => $"""
        const f :Workerd.Worker = (
          modules = [(name = "front.js", esModule = {Capnp.Text(RuntimeScripts.Front)})],
          compatibilityDate = "{HelperDate}",
          bindings = [(name = "MAIN", service = "{main}"), (name = "MARK", text = {Capnp.Text(mark)})] );
        """;

    private static string Facade(DispatcherCode code) =>
        $"(name = \"facade\", external = (address = {Capnp.Text("unix:" + code.FacadeSocket)}, http = (style = host, forwardedProtoHeader = \"{ForwardedProto}\")))";

    /// <summary>The dispatch namespace is a binding that asks the facade; a script in the same process is asked itself.</summary>
    private static string DispatcherWorker(DispatcherCode code, string? near) => $"""
        const d :Workerd.Worker = (
          modules = [(name = "dispatcher.js", esModule = {Capnp.Text(code.Source)})],
          compatibilityDate = "2026-11-01",
          bindings = [{(code.Key is null ? "" : $"(name = \"DISPATCH_KEY\", text = {Capnp.Text(code.Key)}), ")}(name = "DISPATCHER", wrapped = (moduleName = "{NamespaceModule}", innerBindings = [
            (name = "facade", service = "facade"){(near is null ? "" : $", (name = \"near\", text = {Capnp.Text(near)}), (name = \"main\", service = \"main\")")}]))] );
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
