using System.Reflection;

namespace Webhost.Providers.AgentCore.Building;

/// <summary>The file that is put beside an agent's code, with which it reads its secrets and reports logs and usage.</summary>
internal static class RuntimeModule
{
    /// <summary>The file's name for a language.</summary>
    public static string NameFor(string runtime) => CodeRuntime.IsPython(runtime) ? "webhost_runtime.py" : "webhost-runtime.cjs";

    /// <summary>Opens the file for a language.</summary>
    public static Stream OpenFor(string runtime) => Assembly.GetExecutingAssembly().GetManifestResourceStream(NameFor(runtime))
        ?? throw new InvalidOperationException($"'{NameFor(runtime)}' is not part of this assembly.");
}
