namespace Webhost.Cli.Shell;

/// <summary>A warning on standard error as scripts read it: one line of JSON.</summary>
/// <param name="Text">What to look at, though the command goes on.</param>
internal sealed record Warning([property: System.Text.Json.Serialization.JsonPropertyName("warning")] string Text);
