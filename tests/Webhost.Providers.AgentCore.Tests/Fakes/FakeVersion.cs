using System.Text.Json.Nodes;

namespace Webhost.Providers.AgentCore.Tests.Fakes;

/// <summary>A version of a <see cref="FakeRuntime"/>.</summary>
internal sealed class FakeVersion(int number, JsonObject request, string status, int looksLeft)
{
    public int Number => number;

    public JsonObject Request => request;

    public string Status { get; set; } = status;

    public int LooksLeft { get; set; } = looksLeft;
}
