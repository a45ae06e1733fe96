using System.Diagnostics.CodeAnalysis;

namespace Webhost.Core.Results;

/// <summary>Either a value or the <see cref="Failure"/> that is there instead of it.</summary>
/// <typeparam name="T">The value of a success.</typeparam>
public readonly struct Result<T>
{
    private readonly T? value;
    private readonly Failure? failure;

    private Result(T? value, Failure? failure)
    {
        this.value = value;
        this.failure = failure;
    }

    /// <summary>Whether there is a value.</summary>
    public bool Succeeded => failure is null;

    /// <summary>The value; throws when there is none.</summary>
    public T Value => failure is null ? value! : throw new InvalidOperationException($"There is no value but a failure: {failure.Message}");

    /// <summary>The failure; throws when there is none.</summary>
    public Failure Failure => failure ?? throw new InvalidOperationException("There is no failure.");

    /// <summary>Takes the outcome apart.</summary>
    /// <returns>Whether there is a value.</returns>
    public bool TryGet([MaybeNullWhen(false)] out T success, [NotNullWhen(false)] out Failure? error)
    {
        success = value;
        error = failure;
        return failure is null;
    }

    /// <summary>Maps the value, passing a failure on.</summary>
    public Result<TOut> Map<TOut>(Func<T, TOut> map) => failure is null ? map(value!) : failure;

    /// <summary>A success.</summary>
    public static implicit operator Result<T>(T value) => new(value, failure: null);

    /// <summary>A failure.</summary>
    public static implicit operator Result<T>(Failure failure) => new(default, failure);
}
