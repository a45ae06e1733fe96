using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Webhost.Contracts.Json;

namespace Webhost.Cli.Shell;

/// <summary>How JSON is read from the server and written for scripts.</summary>
internal static class CliJson
{
    /// <summary>The wire types and the CLI's own, for one line.</summary>
    public static JsonSerializerOptions Compact { get; } = Options(indented: false);

    /// <summary>The wire types and the CLI's own, for people and files.</summary>
    public static JsonSerializerOptions Indented { get; } = Options(indented: true);

    /// <summary>The description of a type; throws if neither context knows it.</summary>
    public static JsonTypeInfo<T> Type<T>() => (JsonTypeInfo<T>)Compact.GetTypeInfo(typeof(T));

    private static JsonSerializerOptions Options(bool indented) => new(ApiJsonContext.Default.Options)
    {
        TypeInfoResolver = JsonTypeInfoResolver.Combine(ApiJsonContext.Default, CliJsonContext.Default),
        // Nothing here ends up inside HTML.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = indented,
        NewLine = "\n",
    };
}
