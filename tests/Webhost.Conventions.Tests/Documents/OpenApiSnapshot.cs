using Webhost.Core.Identity;
using Webhost.Functions.Http;
using Webhost.Functions.OpenApi;

namespace Webhost.Conventions.Tests.Documents;

/// <summary>The committed description of the API, and the one that the code gives.</summary>
internal static class OpenApiSnapshot
{
    // The document names the identity provider of its installation; the committed one names none in particular.
    private static readonly OidcOptions Identity = new() { Authority = new Uri("https://identity.example"), Algorithms = ["RS256"] };

    /// <summary>The committed file.</summary>
    public static string File { get; } = RepositoryRoot.Combine("docs", "openapi.json");

    /// <summary>What <c>/v1/openapi.json</c> answers, with a line's end at the end.</summary>
    public static string Generate() => new OpenApiDocumentSource(new OperationCatalog(), Identity).Json.ReplaceLineEndings("\n") + "\n";
}
