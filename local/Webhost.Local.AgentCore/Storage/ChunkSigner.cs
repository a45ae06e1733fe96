using System.Security.Cryptography;
using System.Text;
using Amazon.Runtime.Internal.Auth;
using Webhost.Local.AgentCore.Http;
using Webhost.Local.AgentCore.Signing;

namespace Webhost.Local.AgentCore.Storage;

/// <summary>Checks the chain of signatures over the chunks and the trailer of a body; each is computed with the one before.</summary>
internal sealed class ChunkSigner(Caller caller)
{
    private const string EmptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private readonly byte[] _key = AWS4Signer.ComposeSigningKey(caller.SecretAccessKey, caller.Signature.Scope.Region, caller.Signature.Scope.Date, caller.Signature.Scope.Service);
    private string _previous = caller.Signature.Signature;

    public void CheckChunk(string? given, byte[] hash) => Check(given, "AWS4-HMAC-SHA256-PAYLOAD", $"{EmptyHash}\n{Convert.ToHexStringLower(hash)}");

    public void CheckTrailer(string? given, string trailer) => Check(given, "AWS4-HMAC-SHA256-TRAILER", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(trailer))));

    private void Check(string? given, string kind, string rest)
    {
        var text = $"{kind}\n{caller.Signature.SignedAt:yyyyMMdd'T'HHmmss'Z'}\n{caller.Signature.Scope.Text}\n{_previous}\n{rest}";
        var computed = Convert.ToHexStringLower(AWS4Signer.SignBlob(_key, text));
        if (given is null || !Credentials.Same(computed, given))
            throw new AwsException(403, "SignatureDoesNotMatch", "The signature of a chunk of the body does not match.");
        _previous = computed;
    }
}
