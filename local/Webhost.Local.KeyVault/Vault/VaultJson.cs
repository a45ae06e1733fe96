using System.Text.Json.Serialization;

namespace Webhost.Local.KeyVault.Vault;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SecretRecord))]
internal sealed partial class VaultJson : JsonSerializerContext;
