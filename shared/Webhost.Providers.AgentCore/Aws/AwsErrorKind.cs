namespace Webhost.Providers.AgentCore.Aws;

/// <summary>What went wrong at AWS, as far as it makes a difference.</summary>
internal enum AwsErrorKind
{
    /// <summary>The request is malformed.</summary>
    Invalid,

    /// <summary>AWS does not accept the platform's credentials, or does not let them do this.</summary>
    Credentials,

    /// <summary>A quota of the account is used up.</summary>
    Quota,

    /// <summary>There is no such thing.</summary>
    NotFound,

    /// <summary>It clashes with the present state.</summary>
    Conflict,

    /// <summary>It clashes with a state that passes.</summary>
    PassingConflict,

    /// <summary>The agent answered with an error, or did not start in time.</summary>
    AgentFailed,

    /// <summary>Too many requests.</summary>
    Throttled,

    /// <summary>AWS itself failed.</summary>
    ServiceTrouble,

    /// <summary>AWS could not be reached: nothing was sent.</summary>
    Unreachable,

    /// <summary>The connection broke after the request had been sent.</summary>
    BrokenOff,

    /// <summary>AWS did not answer in time.</summary>
    TimedOut,
}
