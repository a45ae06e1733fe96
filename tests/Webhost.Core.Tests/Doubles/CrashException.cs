namespace Webhost.Core.Tests.Doubles;

/// <summary>Stands for the death of the process at a call.</summary>
public sealed class CrashException(string call) : Exception($"The process died at {call}.");
