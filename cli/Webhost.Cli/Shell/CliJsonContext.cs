using System.Text.Json;
using System.Text.Json.Serialization;
using Webhost.Cli.Accounts;
using Webhost.Cli.Projects;
using Webhost.Cli.SignIn;

namespace Webhost.Cli.Shell;

/// <summary>What the CLI keeps, reads from an identity provider, and writes for scripts beyond the API's own types.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, ReadCommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true)]
[JsonSerializable(typeof(AccountView))]
[JsonSerializable(typeof(Credentials))]
[JsonSerializable(typeof(ProjectLink))]
[JsonSerializable(typeof(Manifest))]
[JsonSerializable(typeof(Initialised))]
[JsonSerializable(typeof(SignedIn))]
[JsonSerializable(typeof(Done))]
[JsonSerializable(typeof(Warning))]
[JsonSerializable(typeof(ApiDescription))]
[JsonSerializable(typeof(ProviderMetadata))]
[JsonSerializable(typeof(DeviceAuthorization))]
[JsonSerializable(typeof(TokenAnswer))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(string))]
internal sealed partial class CliJsonContext : JsonSerializerContext;
