using System.Reflection;

namespace Microsoft.Azure.Functions.Worker.Embedded;

/// <summary>The assemblies that an application reaches by reference, without those of the platform.</summary>
internal static class ApplicationAssemblies
{
    private const string WorkerPrefix = "Microsoft.Azure.Functions.Worker";
    private const string AbstractionsName = WorkerPrefix + ".Extensions.Abstractions";

    private static readonly string[] PlatformPrefixes = ["System", "Microsoft.", "Azure.", "netstandard", "mscorlib", "WindowsBase"];

    private static readonly AsyncLocal<Assembly?> RootOverride = new();

    /// <summary>The assembly to start from: the process's entry assembly, unless a test has set another for its own flow.</summary>
    public static Assembly Root
    {
        get => RootOverride.Value ?? Assembly.GetEntryAssembly() ?? typeof(ApplicationAssemblies).Assembly;
        set => RootOverride.Value = value;
    }

    /// <summary>Root and everything it reaches, each once, root first.</summary>
    public static IReadOnlyList<Assembly> Find(Assembly root)
    {
        List<Assembly> found = [root];
        HashSet<string> seen = new(StringComparer.OrdinalIgnoreCase) { root.GetName().Name! };
        for (int index = 0; index < found.Count; index++)
        {
            foreach (AssemblyName name in found[index].GetReferencedAssemblies())
            {
                if (IsPlatform(name.Name!) || !seen.Add(name.Name!))
                    continue;
                if (TryLoad(name) is { } assembly)
                    found.Add(assembly);
            }
        }

        return found;
    }

    /// <summary>The classes of those assemblies that can hold functions, because they know <c>[Function]</c>.</summary>
    public static FunctionTypes FindFunctionTypes(IReadOnlyList<Assembly> assemblies) => new(
    [
        .. assemblies
            .Where(assembly => !IsWorker(assembly.GetName().Name!) && assembly.GetReferencedAssemblies().Any(name => name.Name == AbstractionsName))
            .SelectMany(assembly => assembly.GetTypes())
            .Where(type => type is { IsClass: true, ContainsGenericParameters: false } && (!type.IsAbstract || type.IsSealed)),
    ]);

    /// <summary>The extensions that those assemblies declare.</summary>
    public static IEnumerable<IEmbeddedHostExtension> FindExtensions(IReadOnlyList<Assembly> assemblies) => assemblies
        .Select(assembly => assembly.GetCustomAttribute<EmbeddedHostExtensionAttribute>())
        .OfType<EmbeddedHostExtensionAttribute>()
        .Select(attribute => (IEmbeddedHostExtension)Activator.CreateInstance(attribute.ExtensionType, nonPublic: true)!);

    private static bool IsPlatform(string name) =>
        !IsWorker(name) && PlatformPrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));

    private static bool IsWorker(string name) =>
        name.StartsWith(WorkerPrefix, StringComparison.OrdinalIgnoreCase) && !name.EndsWith(".Tests", StringComparison.OrdinalIgnoreCase);

    private static Assembly? TryLoad(AssemblyName name)
    {
        try
        {
            return Assembly.Load(name);
        }
        catch (Exception exception) when (exception is FileNotFoundException or FileLoadException or BadImageFormatException)
        {
            // A reference that is only needed to compile holds no functions and no extension.
            return null;
        }
    }
}
