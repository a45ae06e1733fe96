using System.Diagnostics.CodeAnalysis;

namespace Webhost.Local.LemonSqueezy;

/// <summary>What an operation came to: a value, or why it was refused.</summary>
internal readonly struct Outcome<T>
    where T : notnull
{
    private readonly T? _value;

    private Outcome(T? value, Refusal? refusal) => (_value, Refusal) = (value, refusal);

    public Refusal? Refusal { get; }

    public static implicit operator Outcome<T>(T value) => new(value, refusal: null);

    public static implicit operator Outcome<T>(Refusal refusal) => new(default, refusal);

    /// <summary>The value, when it was not refused.</summary>
    public bool TryGet([NotNullWhen(true)] out T? value, [NotNullWhen(false)] out Refusal? refusal)
    {
        (value, refusal) = (_value, Refusal);
        return refusal is null && value is not null;
    }
}
