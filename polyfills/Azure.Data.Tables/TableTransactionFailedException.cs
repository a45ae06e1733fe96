#nullable disable // The official assembly carries no nullable annotations; callers must compile the same against both.

using System.Globalization;
using System.Runtime.Serialization;
using Azure.Data.Tables.Internal;

namespace Azure.Data.Tables;

/// <summary>An entity group transaction was refused; nothing of it was applied.</summary>
[Serializable]
public class TableTransactionFailedException : RequestFailedException
{
    /// <summary>Wraps the service's answer, taking the index of the failed action from it.</summary>
    public TableTransactionFailedException(RequestFailedException requestFailedException)
        : base(Checked(requestFailedException).Status, requestFailedException.Message, requestFailedException.ErrorCode, requestFailedException.InnerException)
    {
        if (requestFailedException.Data[TableErrorParser.FailedIndexKey] is string text
            && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var index))
        {
            FailedTransactionActionIndex = index;
        }
    }

    /// <summary>For serialisation.</summary>
    [Obsolete("Formatter-based serialization is obsolete.", DiagnosticId = "SYSLIB0051")]
    protected TableTransactionFailedException(SerializationInfo info, StreamingContext context)
        : base(info, context)
    {
    }

    /// <summary>The position of the action that failed in the submitted sequence; null when the service did not say.</summary>
    public int? FailedTransactionActionIndex { get; }

    private static RequestFailedException Checked(RequestFailedException exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return exception;
    }
}
