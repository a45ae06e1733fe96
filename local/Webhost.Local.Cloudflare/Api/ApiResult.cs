using System.Diagnostics.CodeAnalysis;

namespace Webhost.Local.Cloudflare.Api;

/// <summary>What an API operation came to: a value, or one of Cloudflare's errors.</summary>
internal readonly struct ApiResult<T>
    where T : notnull
{
    private readonly T? _value;

    private ApiResult(T? value, ApiError? error) => (_value, Error) = (value, error);

    public ApiError? Error { get; }

    public static implicit operator ApiResult<T>(T value) => new(value, error: null);

    public static implicit operator ApiResult<T>(ApiError error) => new(default, error);

    /// <summary>The value, when there is no error.</summary>
    public bool TryGet([NotNullWhen(true)] out T? value, [NotNullWhen(false)] out ApiError? error)
    {
        (value, error) = (_value, Error);
        return error is null && value is not null;
    }
}
