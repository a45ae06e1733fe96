namespace Webhost.Local.Cloudflare.Runtime;

/// <summary>Where a serving process listens.</summary>
/// <param name="Http">Requests for the script.</param>
/// <param name="Dispatch">Requests for the dispatcher that stands before it; unused by an account-level script.</param>
/// <param name="Health">The watchdog's questions.</param>
internal sealed record ServingSockets(string Http, string Dispatch, string Health);
