using System.Diagnostics;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Webhost.Contracts.Errors;

namespace Webhost.Functions.Http;

/// <summary>
/// Gives the one envelope to requests that the server itself turns away, before there is anything for a function to see: a path with a null character, a header that never
/// ends. The server says that it does so, and its bare answer is replaced on the connection's way out.
/// </summary>
internal sealed class RejectedRequests(DiagnosticListener diagnostics, TimeProvider time) : IHostedService, IObserver<KeyValuePair<string, object?>>, IDisposable
{
    private const string Rejected = "Microsoft.AspNetCore.Server.Kestrel.BadRequest";

    private IDisposable? subscription;

    /// <summary>Lets answers of the server be replaced.</summary>
    public static void Add(IServiceCollection services)
    {
        services.AddHostedService<RejectedRequests>();
        services.Configure<KestrelServerOptions>(static kestrel => kestrel.ConfigureEndpointDefaults(static endpoint => endpoint.Use(static next => connection =>
        {
            var output = new ReplaceableOutput(connection.Transport.Output);
            connection.Features.Set(output);
            connection.Transport = new Duplex(connection.Transport.Input, output);
            return next(connection);
        })));
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        subscription = diagnostics.Subscribe(this, static name => string.Equals(name, Rejected, StringComparison.Ordinal));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (value is { Key: Rejected, Value: IFeatureCollection request } && request.Get<IHttpResponseFeature>() is { HasStarted: false } response
            && request.Get<ReplaceableOutput>() is { } output && request.Get<IHttpRequestFeature>()?.Protocol is not ("HTTP/2" or "HTTP/3"))
        {
            output.Replace(Answer(response.StatusCode));
        }
    }

    public void OnCompleted()
    {
        // Nothing more is turned away.
    }

    public void OnError(Exception error)
    {
        // None is ever told.
    }

    public void Dispose() => subscription?.Dispose();

    private static string MessageOf(int status) => status switch
    {
        StatusCodes.Status408RequestTimeout => "The request did not arrive in time.",
        StatusCodes.Status413PayloadTooLarge => "The request's body is too large.",
        StatusCodes.Status414UriTooLong => "The request's address is too long.",
        StatusCodes.Status431RequestHeaderFieldsTooLarge => "The request's headers are too large.",
        _ => "The request is malformed: its first line or a header can't be read.",
    };

    private byte[] Answer(int status)
    {
        using var trace = new Activity(nameof(RejectedRequests)).SetIdFormat(ActivityIdFormat.W3C);
        trace.SetParentId(ActivityTraceId.CreateRandom(), default).Start();
        var envelope = new ErrorEnvelope { Error = new ErrorBody { Code = ErrorCode.InvalidRequest, Message = MessageOf(status), Retryable = status == StatusCodes.Status408RequestTimeout, TraceId = trace.TraceId.ToHexString() } };
        var body = JsonSerializer.SerializeToUtf8Bytes(envelope, ApiJson.TypeInfo<ErrorEnvelope>());
        var head = string.Create(CultureInfo.InvariantCulture, $"""
            HTTP/1.1 {status} {ReasonPhrases.GetReasonPhrase(status)}
            Content-Type: application/json; charset=utf-8
            Content-Length: {body.Length}
            Cache-Control: no-store
            X-Content-Type-Options: nosniff
            traceparent: {trace.Id}
            Date: {time.GetUtcNow():R}
            Connection: close


            """).ReplaceLineEndings("\r\n");
        return [.. Encoding.ASCII.GetBytes(head), .. body];
    }

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
