namespace Webhost.Cli.Projects;

/// <summary>The JSON result of <c>webhost init</c>.</summary>
internal sealed record Initialised(string Directory, string Template, string Name, IReadOnlyList<string> Files);
