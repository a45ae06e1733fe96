namespace Webhost.Local;

/// <summary>The stack can't start. The message is for the user: what is wrong and what to do.</summary>
internal sealed class StartException(string message, Exception? innerException = null) : Exception(message, innerException);
