using Webhost.Testing;

namespace Webhost.Bench.Processes;

/// <summary>The programs of this repository, as <c>./dev bench</c> has built them.</summary>
internal static class BuiltProgram
{
    /// <summary>The assembly of a project that was built as this program was.</summary>
    public static string Of(string project, string name)
    {
        DirectoryInfo own = new(AppContext.BaseDirectory);
        string path = RepositoryRoot.Combine(project, "bin", own.Parent!.Name, own.Name, name);
        return File.Exists(path) ? path : throw new InvalidOperationException($"{path} is missing: run this with './dev bench', which builds it.");
    }
}
