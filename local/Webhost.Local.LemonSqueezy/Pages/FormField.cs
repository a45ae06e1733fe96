namespace Webhost.Local.LemonSqueezy.Pages;

/// <summary>An input of a form.</summary>
internal sealed record FormField(string Id, string Label)
{
    public string Type { get; init; } = "text";

    public string Value { get; init; } = "";

    public string AutoComplete { get; init; } = "off";

    public int Longest { get; init; } = 100;

    public string? InputMode { get; init; }

    public string? Placeholder { get; init; }

    public string? Hint { get; init; }
}
