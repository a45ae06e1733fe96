namespace Webhost.Core.Mail;

/// <summary>An e-mail in plain text.</summary>
public sealed record EmailMessage
{
    /// <summary>The same in every repeat: the local part of its Message-ID.</summary>
    public required string Id { get; init; }

    /// <summary>The receiver.</summary>
    public required string To { get; init; }

    /// <summary>The subject.</summary>
    public required string Subject { get; init; }

    /// <summary>The text.</summary>
    public required string Text { get; init; }
}
