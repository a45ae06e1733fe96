namespace Webhost.Core.Invocation;

/// <summary>The ids under which an invocation runs that was admitted and put off.</summary>
/// <param name="InvocationId">The invocation.</param>
/// <param name="SessionId">The session that it runs in.</param>
/// <param name="SessionOpened">Whether the session was opened for it.</param>
/// <param name="TraceId">The W3C trace id.</param>
/// <param name="TraceParent">The W3C <c>traceparent</c> of the call that brought it.</param>
public sealed record PutOffInvocation(string InvocationId, string SessionId, bool SessionOpened, string TraceId, string TraceParent);
