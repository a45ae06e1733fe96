using System.Text.Json;
using Webhost.Cli.Api;
using Webhost.Cli.Shell;
using Webhost.Contracts.Errors;

namespace Webhost.Cli.SignIn;

/// <summary>Speaks OpenID Connect with an identity provider: discovery, the device flow, tokens.</summary>
internal sealed class IdentityProvider(HttpClient http, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>Reads the provider's endpoints, and checks that they are its own.</summary>
    public async Task<ProviderMetadata> DiscoverAsync(Uri authority, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(authority, ".well-known/openid-configuration"));
        var metadata = await SendAsync<ProviderMetadata>(request, cancellationToken);
        if (!string.Equals(metadata.Issuer?.TrimEnd('/'), ApiAddress.Display(authority), StringComparison.Ordinal))
        {
            throw Broken($"{ApiAddress.Display(authority)} calls itself '{metadata.Issuer}': that is another issuer.");
        }

        return metadata;
    }

    /// <summary>Asks for a code that the user enters in a browser.</summary>
    public async Task<DeviceAuthorization> AuthorizeDeviceAsync(Uri endpoint, IEnumerable<KeyValuePair<string, string>> form, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint) { Content = new FormUrlEncodedContent(form) };
        var answer = await SendAsync<DeviceAuthorization>(request, cancellationToken);
        return answer is { Error: null, DeviceCode: not null, UserCode: not null, VerificationUri: not null }
            ? answer
            : throw Broken($"The identity provider refused the sign-in: {answer.ErrorDescription ?? answer.Error ?? "its answer lacks the code"}.");
    }

    /// <summary>Asks a token endpoint; an OAuth error is an answer, not an exception.</summary>
    public async Task<TokenAnswer> RequestTokenAsync(Uri endpoint, IEnumerable<KeyValuePair<string, string>> form, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint) { Content = new FormUrlEncodedContent(form) };
        return await SendAsync<TokenAnswer>(request, cancellationToken);
    }

    /// <summary>Ends a token's life (RFC 7009).</summary>
    public async Task RevokeAsync(Uri endpoint, IEnumerable<KeyValuePair<string, string>> form, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint) { Content = new FormUrlEncodedContent(form) };
        using var limit = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        using var response = await http.SendAsync(request, either.Token);
        response.EnsureSuccessStatusCode();
    }

    private async Task<T> SendAsync<T>(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        request.Headers.Accept.ParseAdd("application/json");
        try
        {
            using var response = await http.SendAsync(request, either.Token);
            var body = await response.Content.ReadAsByteArrayAsync(either.Token);
            return JsonSerializer.Deserialize(body, CliJson.Type<T>()) ?? throw new JsonException("The answer was null.");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Unreachable(request, $"no answer within {Patience.TotalSeconds:0} s", null);
        }
        catch (Exception failure) when (failure is HttpRequestException or JsonException)
        {
            throw Unreachable(request, failure.Message, failure);
        }
    }

    private static CliException Unreachable(HttpRequestMessage request, string reason, Exception? cause) => new(
        new ErrorBody
        {
            Code = ErrorCode.Internal,
            Message = $"The identity provider at {request.RequestUri?.GetLeftPart(UriPartial.Path)} can't be asked: {reason}",
            Retryable = true,
            TraceId = string.Empty,
        },
        ExitCode.Failed,
        request.RequestUri is { IsLoopback: true } ? "Start the local stack with './dev up', or check --api and --authority." : "Check --authority and your network.",
        cause);

    private static CliException Broken(string message) =>
        CliException.Local(ErrorCode.Internal, message, "Check --authority and --client-id.");
}
