namespace Webhost.Core.Users;

/// <summary>Reads all users, for what is done to everybody by the clock.</summary>
public interface IUserRegister
{
    /// <summary>Every user, in no particular order.</summary>
    IAsyncEnumerable<User> ReadAllAsync(CancellationToken cancellationToken);
}
