using Webhost.Contracts.Users;

namespace Webhost.Cli.SignIn;

/// <summary>The JSON result of a sign-in.</summary>
/// <param name="Api">The API that later commands call.</param>
/// <param name="User">Who is signed in; null if the credential can't read it.</param>
internal sealed record SignedIn(string Api, Me? User);
