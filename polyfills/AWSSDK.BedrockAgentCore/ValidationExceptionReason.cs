#nullable disable // The official assembly carries no nullable annotations; callers must compile the same against both.

using Amazon.Runtime;

namespace Amazon.BedrockAgentCore;

/// <summary>Why a request was refused.</summary>
public class ValidationExceptionReason : ConstantClass
{
    /// <summary><c>CannotParse</c>.</summary>
    public static readonly ValidationExceptionReason CannotParse = new("CannotParse");

    /// <summary><c>FieldValidationFailed</c>.</summary>
    public static readonly ValidationExceptionReason FieldValidationFailed = new("FieldValidationFailed");

    /// <summary><c>IdempotentParameterMismatchException</c>.</summary>
    public static readonly ValidationExceptionReason IdempotentParameterMismatchException = new("IdempotentParameterMismatchException");

    /// <summary><c>EventInOtherSession</c>.</summary>
    public static readonly ValidationExceptionReason EventInOtherSession = new("EventInOtherSession");

    /// <summary><c>ResourceConflict</c>.</summary>
    public static readonly ValidationExceptionReason ResourceConflict = new("ResourceConflict");

    /// <summary>A value that this version does not know.</summary>
    public ValidationExceptionReason(string value)
        : base(value)
    {
    }

    /// <summary>The constant of a value.</summary>
    public static ValidationExceptionReason FindValue(string value) => FindValue<ValidationExceptionReason>(value);

    /// <summary>The constant of a value.</summary>
    public static implicit operator ValidationExceptionReason(string value) => FindValue(value);
}
