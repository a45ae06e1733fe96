namespace Webhost.Local.Cloudflare.Api;

/// <summary>An error of Cloudflare's API.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">Cloudflare's number.</param>
/// <param name="Message">What went wrong.</param>
internal sealed record ApiError(int Status, int Code, string Message)
{
    public static readonly ApiError Internal = new(500, 10013, "The local Cloudflare failed; its log tells why. Please try again.");
    public static readonly ApiError MissingAuthorization = new(400, 9106, "Missing X-Auth-Key, X-Auth-Email or Authorization headers");
    public static readonly ApiError NotAuthenticated = new(401, 10000, "Authentication error");
    public static readonly ApiError OtherAccount = new(403, 10000, "Authentication error");
    public static readonly ApiError TooManyCalls = new(429, 971, "Please wait and consider throttling your request speed");
    public static readonly ApiError ScriptNotFound = new(404, 10007, "This Worker does not exist on your account.");
    public static readonly ApiError ServiceNotFound = new(404, 10090, "This Worker does not exist on your account.");
    public static readonly ApiError NamespacedScriptNotFound = new(404, 10092, "This Worker does not exist in your dispatch namespace.");
    public static readonly ApiError NamespaceNotFound = new(404, 100119, "This dispatch namespace does not exist.");
    public static readonly ApiError NamespaceExists = new(409, 100118, "A dispatch namespace of that name exists already.");
    public static readonly ApiError VersionNotFound = new(404, 10071, "This version of the Worker does not exist.");
    public static readonly ApiError ConcurrentChange = new(409, 10035, "Another change of this Worker is in progress. Please try again.");
    public static readonly ApiError VersionWithMigrations = new(400, 10211, "Versions cannot carry Durable Object migrations. Deploy the Worker instead.");
    public static readonly ApiError LatestNotDeployed = new(400, 10214,
        "Secret edit failed. You attempted to modify a secret, but the latest version of your Worker isn't currently deployed.");
    public static readonly ApiError NoHandlers = new(400, 10068, "The uploaded script has no registered event handlers.");

    public static ApiError NoRoute(string path) => new(404, 7003, $"Could not route to {path}, perhaps your object identifier is invalid?");

    public static ApiError BadContent(string what) => new(400, 10006, $"Could not parse your Worker's content: {what}");

    public static ApiError BadName(string name) => new(400, 10016,
        $"Invalid Worker name: {name}. Use 1 to 63 lower-case letters, digits, dashes and underscores.");

    public static ApiError TooLarge(long limit) => new(413, 10027,
        $"Your Worker exceeded the size limit of {limit / (1024 * 1024.0):0.##} MiB after compression.");

    public static ApiError Invalid(string message) => new(400, 10021, message);

    public static ApiError BindingNotFound(string name) => new(404, 10056, $"Binding '{name}' not found.");

    public static ApiError BindingNameTaken(string name) => new(400, 10053, $"Binding name '{name}' already in use. Please use a different name and try again.");

    public static ApiError ClassNotConfigured(string className) => new(400, 10061,
        $"Cannot create binding for class '{className}' because it is not currently configured to implement Durable Objects. Did you forget to apply a migration?");

    public static ApiError ClassNotExported(string className) => new(400, 10070,
        $"Cannot apply new-class migration to class '{className}' that is not exported by script.");

    public static ApiError ClassStillUsed(string className) => new(400, 10064,
        $"New version of script does not export class '{className}' which is depended on by existing Durable Objects. Export it, or delete it with a migration.");

    public static ApiError Migration(string message) => new(400, 10074, message);

    public static ApiError MigrationTag(string? expected, string? given) => new(412, 10079,
        $"Migration tag precondition failed; expected tag '{expected}', got '{given}'.");

    public static ApiError VersionNotDeployable(string message) => new(400, 10210, message);

    public static ApiError Exports(string message) => new(400, 100402, message);
}
