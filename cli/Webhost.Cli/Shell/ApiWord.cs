using System.Text.Json;

namespace Webhost.Cli.Shell;

/// <summary>States, phases and the like as the API spells them.</summary>
internal static class ApiWord
{
    /// <summary>The word for a value, such as <c>rolled_back</c>.</summary>
    public static string Of<T>(T value) where T : struct, Enum => JsonSerializer.SerializeToElement(value, CliJson.Type<T>()).GetString()!;
}
