using Webhost.Contracts.Invocation;
using Webhost.Core.Sessions;

namespace Webhost.Core.Accounts;

/// <summary>A session in an export.</summary>
/// <param name="Session">What is known of it.</param>
/// <param name="Messages">Its transcript; null when it can't be had.</param>
/// <param name="WithoutTranscript">Why not; null when there is one.</param>
public sealed record ExportedSession(SessionRecord Session, IReadOnlyList<Message>? Messages, string? WithoutTranscript);
