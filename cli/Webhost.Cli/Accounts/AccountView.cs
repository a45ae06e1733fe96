using Webhost.Contracts.Accounts;
using Webhost.Contracts.Users;

namespace Webhost.Cli.Accounts;

/// <summary>The JSON result of <c>webhost account show</c>.</summary>
/// <param name="Account">The account.</param>
/// <param name="Export">Its newest export; null when there is none, or when the credential may not see it.</param>
internal sealed record AccountView(Me Account, AccountExport? Export);
