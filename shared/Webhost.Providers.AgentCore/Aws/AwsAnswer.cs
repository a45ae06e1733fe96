using System.Diagnostics.CodeAnalysis;

namespace Webhost.Providers.AgentCore.Aws;

/// <summary>Either what AWS answered or why it didn't.</summary>
internal readonly record struct AwsAnswer<T>(T? Value, AwsError? Error)
    where T : class
{
    public bool TryGet([NotNullWhen(true)] out T? value, [NotNullWhen(false)] out AwsError? error)
    {
        value = Value;
        error = Error;
        return error is null;
    }
}
